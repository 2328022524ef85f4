import { Controller } from "@hotwired/stimulus"

// The form of a note: grows, keeps what is not saved yet in this browser, saves by Ctrl+Enter.
export default class extends Controller {
  static targets = ["text", "private", "state", "save"]
  static values = { draft: String }

  connect() {
    if (this.draftValue && !this.textTarget.value) {
      const { text, isPrivate } = JSON.parse(localStorage.getItem(this.draftValue) ?? "{}")
      if (text) this.textTarget.value = text
      if (text && this.hasPrivateTarget) this.privateTarget.checked = !!isPrivate
      if (text) this.say("Draft")
    }
    if (!this.draftValue) {
      this.textTarget.focus()
      this.textTarget.setSelectionRange(this.textTarget.value.length, this.textTarget.value.length)
    }
    this.grow()
  }

  typed() {
    this.grow()
    this.say("")
    if (!this.draftValue) return
    if (!this.textTarget.value.trim()) localStorage.removeItem(this.draftValue)
    else localStorage.setItem(this.draftValue, JSON.stringify({ text: this.textTarget.value, isPrivate: this.hasPrivateTarget && this.privateTarget.checked }))
  }

  grow() {
    const { textTarget: text } = this
    text.style.height = "auto"
    if (text.scrollHeight > 0) text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight * 0.4)}px`
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault()
      this.element.requestSubmit(this.saveTarget)
    } else if (event.key === "Escape") {
      this.textTarget.blur()
    }
  }

  saved({ detail: { success, fetchResponse } }) {
    if (!fetchResponse) return this.say("No connection: not saved, your text is kept")
    if (!success) return
    this.element.reset()
    this.textTarget.value = ""
    this.typed()
    this.say("Saved")
    this.textTarget.focus({ preventScroll: true })
  }

  say(words) {
    if (this.hasStateTarget) this.stateTarget.textContent = words
  }
}
