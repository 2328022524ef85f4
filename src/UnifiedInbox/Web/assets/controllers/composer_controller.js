import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"
import { FileList, upload } from "../uploads"

// The composer. What is written is kept in this browser until the server has taken it, under the person and the conversation, so
// that nothing is lost by a click elsewhere, a reload or a broken network.
//
// By email there are more fields, files, and a rich-text field (rich_text.js) in the place of the plain one; which of the two
// counts follows from the sender that is chosen. Without that script a mail is plain text.
const pictures = ["image/jpeg", "image/png", "image/gif", "image/webp"]

export default class extends Controller {
  static targets = ["form", "text", "media", "mediaUrl", "state", "send", "route", "seen", "email", "attachments", "about", "rich", "editor", "html", "files", "file", "problem"]
  static values = { draft: String, editor: String }

  connect() {
    if (!this.hasTextTarget) return
    this.list = new FileList(this.filesTarget, () => this.typed())
    this.restore()
    if (this.hasEmailTarget) this.takeFiles()
    this.empty = !this.written
    this.show()
    if (this.editorValue) import(this.editorValue).catch(() => this.element.classList.add("composer-plain"))
  }

  get byEmail() { return this.formTarget.querySelector("input[name=inboxId]:checked")?.dataset.channel === "email" }
  get rich() { return this.byEmail && this.hasEditorTarget && !!this.editorTarget.editor }
  get field() { return this.rich ? this.editorTarget : this.textTarget }
  get words() { return this.rich ? this.editorTarget.editor.getDocument().toString().replaceAll("\uFFFC", "▪") : this.textTarget.value }
  get written() { return !!this.words.trim() || (this.byEmail ? this.list.files.length > 0 : !!this.mediaUrlTarget.value) }

  // Fields of the email as they stand, by name.
  get fields() { return this.hasEmailTarget ? [...this.emailTarget.querySelectorAll("input[name]:not([name=attachments])")] : [] }

  // The draft

  restore() {
    const draft = this.stored = JSON.parse(localStorage.getItem(this.draftValue) ?? "{}")
    if (!this.textTarget.value && draft.text) this.textTarget.value = draft.text
    if (!this.mediaUrlTarget.value && draft.mediaUrl) this.mediaUrlTarget.value = draft.mediaUrl
    if (this.mediaUrlTarget.value) this.mediaTarget.hidden = false
    if (draft.inboxId && this.hasEmailTarget && "quiet" in this.emailTarget.dataset) this.restoreEmail(draft)
    if (draft.text || draft.mediaUrl || draft.html) this.say("Draft")
  }

  restoreEmail(draft) {
    this.selectInbox(draft.inboxId)
    for (const field of this.fields) if (field.name in (draft.fields ?? {})) field.value = draft.fields[field.name]
    // A mail to be passed on has a field more than an answer, and is asked for again.
    if (draft.fields?.forwardOfId && !this.fields.some(field => field.name === "to")) this.fetchAnswer(draft.fields.forwardOfId, "forward")
    if (draft.about !== undefined && this.hasAboutTarget) this.setAbout(draft.about)
    if (draft.fields?.cc || draft.fields?.bcc) this.emailTarget.querySelector("details").open = true
    this.emailTarget.dataset.files = JSON.stringify(draft.files ?? [])
  }

  store() {
    const draft = { text: this.textTarget.value, mediaUrl: this.mediaUrlTarget.value }
    if (this.byEmail) Object.assign(draft, this.emailDraft())
    if (this.written) localStorage.setItem(this.draftValue, JSON.stringify(draft))
    else localStorage.removeItem(this.draftValue)
  }

  emailDraft() {
    return {
      text: this.words,
      html: this.rich ? this.editorTarget.value : undefined,
      inboxId: this.formTarget.querySelector("input[name=inboxId]:checked").value,
      fields: Object.fromEntries(this.fields.map(field => [field.name, field.value])),
      about: this.hasAboutTarget ? this.aboutTarget.querySelector("[data-about]").textContent : "",
      files: this.list.stored,
    }
  }

  typed() {
    if (this.loading) return
    if (this.empty) this.noteSeen()
    this.empty = !this.written
    this.grow()
    this.nameFiles()
    this.store()
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
      this.field.blur()
    }
  }

  attach() {
    this.mediaTarget.hidden = false
    this.mediaUrlTarget.focus()
  }

  write() { this.field.focus() }

  // Channel and sender

  selectInbox(inboxId) {
    const radio = [...this.formTarget.querySelectorAll("input[name=inboxId]")].find(one => one.value === inboxId)
    if (!radio || radio.disabled) return
    radio.checked = true
    this.nameRoute(radio)
  }

  nameRoute(radio) {
    const label = radio.closest("label")?.querySelector("[data-route]")
    if (label) this.routeTarget.replaceChildren(...[...label.cloneNode(true).childNodes])
  }

  routed(event) {
    const words = this.wasRich ? this.plainOfRich() : this.textTarget.value
    this.nameRoute(event.target)
    this.show(words)
    this.field.focus()
  }

  // The field that the channel has; the words go along when it changes.
  show(words) {
    const rich = this.rich
    if (this.hasRichTarget) {
      if (words !== undefined && rich && !this.wasRich) this.load(escaped(words))
      if (words !== undefined && !rich && this.wasRich) this.textTarget.value = words
      this.htmlTarget.name = rich ? "html" : "" // not disabled, which would disable the editor
    }
    this.wasRich = rich
    this.textTarget.disabled = rich
    this.textTarget.maxLength = this.byEmail ? 1_000_000 : 1600
    this.grow()
  }

  plainOfRich() { return this.editorTarget.editor.getDocument().toString().replaceAll("\uFFFC", "").trimEnd() }

  editorReady() {
    const { html, text } = this.stored
    if (this.byEmail) this.load(html ?? escaped(this.textTarget.value || text || ""))
    this.textTarget.value = this.byEmail ? "" : this.textTarget.value
    this.show()
    this.empty = !this.written
  }

  load(html) {
    this.loading = true
    this.editorTarget.editor.loadHTML(html)
    this.loading = false
  }

  // A mail to be answered, passed on, or begun

  emailTargetConnected() {
    if (!this.list) return
    const { inbox } = this.emailTarget.dataset
    if (inbox) this.selectInbox(inbox)
    if (!("quiet" in this.emailTarget.dataset)) this.routed({ target: this.formTarget.querySelector("input[name=inboxId]:checked") })
    this.takeFiles()
    const to = this.emailTarget.querySelector("[name=to]")
    if (to && !to.value && !("quiet" in this.emailTarget.dataset)) to.focus()
    if (this.written) this.store()
  }

  takeFiles() {
    const files = JSON.parse(this.emailTarget.dataset.files || "[]")
    if (files.length > 0 || this.list.stored.some(file => this.given?.includes(file.id))) this.list.set(files)
    this.given = files.map(file => file.id)
    this.nameFiles()
  }

  nameFiles() {
    if (this.hasAttachmentsTarget) this.attachmentsTarget.value = this.list.ids.join()
  }

  fresh() {
    for (const field of this.fields) field.value = ""
    this.setAbout("")
    this.typed()
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

  async fetchAnswer(message, how, quiet = "") {
    const response = await fetch(`/messages/${message}/answer?how=${how}${quiet}`, { headers: { Accept: "text/vnd.turbo-stream.html" } }).catch(() => null)
    if (response?.ok && this.element.isConnected) Turbo.renderStreamMessage(await response.text())
  }

  // Files: by button, paste and drop. Pictures put into the rich text stand in it.

  choose() { this.fileTarget.click() }

  chosen() {
    for (const file of this.fileTarget.files) this.list.add(file)
    this.fileTarget.value = ""
    this.typed()
  }

  pasted(event) {
    if (pictures.includes(event.file.type)) return
    event.preventDefault()
    this.list.add(event.file)
    this.typed()
  }

  pictured({ attachment }) {
    if (!attachment.file) return
    this.pending = (this.pending ?? 0) + 1
    upload(attachment.file, percent => attachment.setUploadProgress(percent)).done
      .then(stored => attachment.setAttributes({ url: stored.url }), error => {
        attachment.remove()
        this.say(`Picture not added: ${error.message}`)
      })
      .finally(() => this.pending -= 1)
  }

  over(event) {
    if (!this.byEmail || !event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.element.classList.add("composer-over")
  }

  left(event) {
    if (!this.element.contains(event.relatedTarget)) this.element.classList.remove("composer-over")
  }

  dropped(event) {
    this.element.classList.remove("composer-over")
    if (!this.byEmail || event.defaultPrevented || !event.dataTransfer?.files.length) return
    event.preventDefault()
    for (const file of event.dataTransfer.files) this.list.add(file)
    this.typed()
  }

  // Sending

  sending(event) {
    const waits = this.byEmail && (this.list.busy || this.pending > 0)
    const passesOn = this.byEmail && this.fields.some(field => field.name === "forwardOfId" && field.value)
    if (waits || !(this.written || passesOn)) {
      event.preventDefault()
      if (waits) this.say("Wait until the files are there")
      else this.field.focus()
      return
    }
    this.nameFiles()
    this.tried = { words: this.words, mediaUrl: this.mediaUrlTarget.value, files: this.list.ids }
    this.unmark()
    this.say("Sending…")
  }

  // Taken: what was sent leaves the field, what was typed since stays. Refused: the reason is shown, the text untouched.
  sent({ detail: { success, fetchResponse } }) {
    this.say(fetchResponse ? "" : "No connection: not sent, your text is kept")
    if (!success || !this.tried) return
    if (this.rich) {
      if (this.words === this.tried.words) this.load("")
    } else if (this.textTarget.value === this.tried.words) this.textTarget.value = ""
    else if (this.textTarget.value.startsWith(this.tried.words)) this.textTarget.value = this.textTarget.value.slice(this.tried.words.length)
    for (const file of [...this.list.files]) if (this.tried.files.includes(file.id)) this.list.remove(file)
    if (this.mediaUrlTarget.value === this.tried.mediaUrl) {
      this.mediaUrlTarget.value = ""
      this.mediaTarget.hidden = true
    }
    this.typed()
    this.field.focus({ preventScroll: true })
  }

  // The field a refusal is about.
  problemTargetConnected(problem) {
    const field = this.fields.find(one => one.name === problem.dataset.field)
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

  // A message came into the thread. One who is not writing has seen it, and answers it; one who is gets told, and is asked when sending.
  seen({ detail: { key, author } }) {
    this.newest = key
    if (!this.hasTextTarget) return
    if (!this.written) {
      this.noteSeen()
      this.answerNewest()
    } else if (author && author !== "me") this.say(`${author} answered meanwhile`)
  }

  answerNewest() {
    const row = document.querySelector("#timeline > li:last-child")
    const link = row?.querySelector("[data-answer=reply]")
    if (!link || !this.hasEmailTarget || !("quiet" in this.emailTarget.dataset)) return
    const { pathname } = new URL(link.href)
    if (row.querySelector(".mail-card:not(.mail-card-out, [data-automatic])")) this.fetchAnswer(pathname.split("/")[2], "reply", "&quiet=1")
  }

  noteSeen() {
    if (this.newest && this.hasSeenTarget) this.seenTarget.value = this.newest
  }

  say(words) { this.stateTarget.textContent = words }
}

const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("\n", "<br>")
