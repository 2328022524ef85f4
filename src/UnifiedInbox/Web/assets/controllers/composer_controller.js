import { Controller } from "@hotwired/stimulus"

// The composer. The text is kept in this browser until the server has taken it, under the person and the conversation, so
// that nothing is lost by a click elsewhere, a reload or a broken network.
export default class extends Controller {
  static targets = ["form", "text", "media", "mediaUrl", "state", "send", "route", "seen"]
  static values = { draft: String }

  connect() {
    if (!this.hasTextTarget) return
    this.restore()
    this.empty = !this.textTarget.value
    this.grow()
  }

  restore() {
    const { text = "", mediaUrl = "" } = JSON.parse(localStorage.getItem(this.draftValue) ?? "{}")
    if (!this.textTarget.value && text) this.textTarget.value = text
    if (!this.mediaUrlTarget.value && mediaUrl) this.mediaUrlTarget.value = mediaUrl
    if (this.mediaUrlTarget.value) this.mediaTarget.hidden = false
    if (text || mediaUrl) this.say("Draft")
  }

  typed() {
    if (this.empty) this.noteSeen()
    this.empty = !this.textTarget.value
    this.grow()
    const [text, mediaUrl] = [this.textTarget.value, this.mediaUrlTarget.value]
    if (text || mediaUrl) localStorage.setItem(this.draftValue, JSON.stringify({ text, mediaUrl }))
    else localStorage.removeItem(this.draftValue)
    this.say("")
  }

  grow() {
    const { textTarget: text } = this
    text.style.height = "auto"
    text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight * 0.4)}px`
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault()
      this.formTarget.requestSubmit(this.sendTarget)
    } else if (event.key === "Escape") {
      this.textTarget.blur()
    }
  }

  attach() {
    this.mediaTarget.hidden = false
    this.mediaUrlTarget.focus()
  }

  routed(event) {
    const label = event.target.closest("label")?.querySelector("[data-route]")
    if (label) this.routeTarget.replaceChildren(...[...label.cloneNode(true).childNodes])
    this.textTarget.focus()
  }

  sending(event) {
    if (!this.textTarget.value.trim() && !this.mediaUrlTarget.value.trim()) {
      event.preventDefault()
      this.textTarget.focus()
      return
    }
    this.tried = { text: this.textTarget.value, mediaUrl: this.mediaUrlTarget.value }
    this.say("Sending…")
  }

  // Taken: what was sent leaves the field, what was typed since stays. Refused: the reason is shown, the text untouched.
  sent({ detail: { success, fetchResponse } }) {
    this.say(fetchResponse ? "" : "No connection: not sent, your text is kept")
    if (!success || !this.tried) return
    if (this.textTarget.value === this.tried.text) this.textTarget.value = ""
    else if (this.textTarget.value.startsWith(this.tried.text)) this.textTarget.value = this.textTarget.value.slice(this.tried.text.length)
    if (this.mediaUrlTarget.value === this.tried.mediaUrl) {
      this.mediaUrlTarget.value = ""
      this.mediaTarget.hidden = true
    }
    this.typed()
    this.textTarget.focus({ preventScroll: true })
  }

  // A message came into the thread. One who is not writing has seen it; one who is gets told, and is asked when sending.
  seen({ detail: { key, author } }) {
    this.newest = key
    if (!this.textTarget.value) this.noteSeen()
    else if (author && author !== "me") this.say(`${author} answered meanwhile`)
  }

  noteSeen() {
    if (this.newest && this.hasSeenTarget) this.seenTarget.value = this.newest
  }

  say(words) { this.stateTarget.textContent = words }
}
