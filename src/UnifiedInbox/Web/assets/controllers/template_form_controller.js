import { Controller } from "@hotwired/stimulus"

// The form of a template: a mail has a subject and rich text (rich_text.js), other channels plain words. A click on a variable puts
// it where the cursor was.
export default class extends Controller {
  static targets = ["channel", "field", "text"]
  static values = { editor: String, html: String }

  connect() {
    this.input = this.element.querySelector("#composer-html")
    this.editor = this.element.querySelector("trix-editor")
    this.input.value = this.htmlValue || escaped(this.textTarget.value)
    this.editor.setAttribute("aria-label", "Words of the mail")
    this.editor.addEventListener("trix-file-accept", event => event.preventDefault())
    this.element.addEventListener("focusin", this.remember)
    import(this.editorValue).then(() => this.element.classList.add("template-form-rich"), () => {})
    this.channelled()
  }

  disconnect() { this.element.removeEventListener("focusin", this.remember) }

  remember = ({ target }) => {
    if (target === this.editor || this.fieldTargets.includes(target)) this.last = target
  }

  channelled() {
    const byEmail = this.channelTarget.value === "email"
    this.element.dataset.channel = this.channelTarget.value
    this.input.name = byEmail ? "html" : ""
    if (byEmail && this.editor.editor && !this.input.value) this.editor.editor.loadHTML(escaped(this.textTarget.value))
  }

  put({ currentTarget: { dataset: { name } } }) {
    const words = `{{${name}}}`
    const byEmail = this.channelTarget.value === "email"
    const field = this.last?.offsetParent ? this.last : byEmail ? this.editor : this.textTarget
    field.focus()
    if (field.editor) field.editor.insertString(words)
    else field.setRangeText(words, field.selectionStart, field.selectionEnd, "end")
  }
}

const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("\n", "<br>")
