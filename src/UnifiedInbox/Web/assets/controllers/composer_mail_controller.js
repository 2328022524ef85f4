import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"

// What the composer has more of where somebody may write an email: its fields, and a rich-text field (rich_text.js) in the place of
// the plain one; which of the two counts follows from the sender that is chosen. Without that script a mail is plain text.
export default class extends Controller {
  static targets = ["email", "about", "rich", "editor", "html"]
  static values = { editor: String }

  connect() {
    if (this.editorValue) import(this.editorValue).catch(() => this.element.classList.add("composer-plain"))
  }

  get composer() { return this.application.getControllerForElementAndIdentifier(this.element, "composer") }
  get byEmail() { return this.composer.byEmail }
  get rich() { return this.byEmail && this.hasEditorTarget && !!this.editorTarget.editor }
  get quiet() { return "quiet" in this.emailTarget.dataset }
  get words() { return this.editorTarget.editor.getDocument().toString().replaceAll("\uFFFC", "▪") }
  get plain() { return this.editorTarget.editor.getDocument().toString().replaceAll("\uFFFC", "").trimEnd() }

  // The editor brings what was typed into its field with the next frame: what is kept or sent before then has to be brought now.
  get html() {
    this.editorTarget.editorController.render()
    return this.editorTarget.value
  }

  // Fields of the email as they stand, by name.
  get fields() { return this.hasEmailTarget ? [...this.emailTarget.querySelectorAll("input[name]")] : [] }
  get passesOn() { return this.byEmail && this.fields.some(field => field.name === "forwardOfId" && field.value) }

  // The draft

  restore(draft) {
    if (!this.hasEmailTarget) return
    if (draft.inboxId && this.quiet) this.restoreEmail(draft)
    this.takeFiles()
  }

  // A draft in the place of what stands here.
  put(draft) {
    if (this.rich) this.load(draft.html ?? escaped(draft.text ?? ""))
    if (this.hasEmailTarget && draft.inboxId && this.byEmail) this.restoreEmail(draft)
  }

  restoreEmail(draft) {
    this.composer.selectInbox(draft.inboxId)
    for (const field of this.fields) if (field.name in (draft.fields ?? {})) field.value = draft.fields[field.name]
    // A mail to be passed on has a field more than an answer, and is asked for again.
    if (draft.fields?.forwardOfId && !this.fields.some(field => field.name === "to")) this.fetchAnswer(draft.fields.forwardOfId, "forward")
    if (draft.about !== undefined && this.hasAboutTarget) this.setAbout(draft.about)
    if (draft.fields?.cc || draft.fields?.bcc) this.emailTarget.querySelector("details").open = true
    this.emailTarget.dataset.files = JSON.stringify(draft.files ?? [])
  }

  get draft() {
    return {
      text: this.composer.words,
      html: this.rich ? this.html : undefined,
      inboxId: this.composer.inbox.value,
      fields: Object.fromEntries(this.fields.map(field => [field.name, field.value])),
      about: this.hasAboutTarget ? this.aboutTarget.querySelector("[data-about]").textContent : "",
    }
  }

  // The field that the channel has; the words go along when it changes.
  show(words) {
    const { rich } = this
    const { textTarget: text } = this.composer
    if (this.hasRichTarget) {
      if (words !== undefined && rich && !this.wasRich) this.load(escaped(words))
      if (words !== undefined && !rich && this.wasRich) text.value = words
      this.htmlTarget.name = rich ? "html" : "" // not disabled, which would disable the editor
    }
    this.wasRich = rich
  }

  editorReady() {
    const { composer, byEmail } = this
    const { html, text } = composer.stored
    if (byEmail) this.load(html ?? escaped(composer.textTarget.value || text || ""))
    if (byEmail) composer.textTarget.value = ""
    composer.show()
    composer.empty = !composer.written
  }

  load(html) {
    this.loading = true
    this.editorTarget.editor.loadHTML(html)
    this.loading = false
  }

  // A mail to be answered, passed on, or begun

  emailTargetConnected() {
    if (!this.composer?.begun) return
    const { inbox } = this.emailTarget.dataset
    if (inbox) this.composer.selectInbox(inbox)
    if (!this.quiet) this.composer.routed({ target: this.composer.inbox })
    this.takeFiles()
    const to = this.emailTarget.querySelector("[name=to]")
    if (to && !to.value && !this.quiet) to.focus()
    if (this.composer.written) this.composer.store()
  }

  takeFiles() { this.composer.files.give(JSON.parse(this.emailTarget.dataset.files || "[]")) }

  fresh() {
    for (const field of this.fields) field.value = ""
    this.setAbout("")
    this.composer.typed()
    this.emailTarget.querySelector("[name=subject]").focus()
  }

  setAbout(words) {
    this.aboutTarget.hidden = !words
    this.aboutTarget.querySelector("[data-about]").textContent = words
  }

  answer({ currentTarget }) {
    const offered = [...document.querySelectorAll(`#timeline [data-answer="${currentTarget.dataset.how}"]`)].pop()
      ?? [...document.querySelectorAll("#timeline [data-answer=reply]")].pop()
    offered?.click()
  }

  answerNewest() {
    const row = [...document.querySelectorAll("#timeline > li:not([data-scheduled])")].pop()
    const link = row?.querySelector("[data-answer=reply]")
    if (!link || !this.hasEmailTarget || !this.quiet) return
    const { pathname } = new URL(link.href)
    if (row.querySelector(".mail-card:not(.mail-card-out, [data-automatic])")) this.fetchAnswer(pathname.split("/")[2], "reply", "&quiet=1")
  }

  async fetchAnswer(message, how, quiet = "") {
    const response = await fetch(`/messages/${message}/answer?how=${how}${quiet}`, { headers: { Accept: "text/vnd.turbo-stream.html" } }).catch(() => null)
    if (response?.ok && this.element.isConnected) Turbo.renderStreamMessage(await response.text())
  }

  // The field a refusal is about.

  mark(name) {
    const field = this.fields.find(one => one.name === name)
    if (!field) return
    const details = field.closest("details")
    if (details) details.open = true
    field.setAttribute("aria-invalid", "true")
    field.setAttribute("aria-describedby", "composer-error")
    field.focus()
  }

  unmark() {
    for (const field of this.fields) field.removeAttribute("aria-invalid")
  }
}

const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("\n", "<br>")
