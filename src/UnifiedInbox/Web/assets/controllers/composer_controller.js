import { Controller } from "@hotwired/stimulus"

// The composer: the words, the sender, and sending. What is written is kept in this browser until the server has taken it, under
// the person and the conversation, so that nothing is lost by a click elsewhere, a reload or a broken network.
//
// Files are composer_files_controller.js, the fields of an email and its rich text composer_mail_controller.js, on the same element.
// Others beside them need not be known here: they listen to
//   composer:typed    the words, the files or a field changed
//   composer:routed   another channel or sender was chosen; detail: { channel }
//   composer:submit   it is about to be sent; preventDefault() keeps it, and the one who does says why
//   composer:sent     the server took it
export default class extends Controller {
  static targets = ["form", "text", "state", "send", "route", "seen", "problem"]
  static values = { draft: String }

  // The controllers beside this one are connected in the same turn, before or after it.
  connect() {
    if (this.hasTextTarget) queueMicrotask(() => this.element.isConnected && this.begin())
  }

  begin() {
    const local = JSON.parse(localStorage.getItem(this.draftValue) ?? "{}")
    this.stored = this.shared?.begin(local) ?? local
    const { text, mediaUrl, html } = this.stored
    if (text && (this.shared ? !this.hasProblemTarget : !this.textTarget.value)) this.textTarget.value = text
    this.files.restore(this.stored)
    this.mail?.restore(this.stored)
    if (text || mediaUrl || html) this.say("Draft")
    this.empty = !this.written
    this.begun = true
    this.show()
  }

  get files() { return this.beside("composer-files") }
  get mail() { return this.beside("composer-mail") }
  get shared() { return this.beside("draft") } // draft_controller.js, where colleagues share what is being written
  beside(name) { return this.application.getControllerForElementAndIdentifier(this.element, name) }

  get inbox() { return this.formTarget.querySelector("input[name=inboxId]:checked") }
  get channel() { return this.inbox?.dataset.channel }
  get byEmail() { return this.channel === "email" }
  get field() { return this.mail?.rich ? this.mail.editorTarget : this.textTarget }
  get words() { return this.mail?.rich ? this.mail.words : this.textTarget.value }
  get written() { return !!this.words.trim() || this.files.any }

  // Puts words where the cursor is, in whichever field counts.
  insert(words) {
    if (this.mail?.rich) this.field.editor.insertString(words)
    else {
      this.textTarget.setRangeText(words, this.textTarget.selectionStart, this.textTarget.selectionEnd, "end")
      this.typed()
    }
    this.field.focus()
  }

  // Everything a draft keeps, and a draft put in the place of what stands here.
  get kept() { return { text: this.textTarget.value, ...this.files.draft, ...(this.byEmail ? this.mail?.draft : {}) } }

  put(draft) {
    this.stored = draft
    this.textTarget.value = draft.text ?? ""
    this.mail?.put(draft)
    this.files.put(draft)
    this.grow()
    this.empty = !this.written
    this.say("")
  }

  store() {
    if (this.written) localStorage.setItem(this.draftValue, JSON.stringify({ ...this.kept, ...this.shared?.mark }))
    else localStorage.removeItem(this.draftValue)
  }

  typed() {
    if (!this.begun || this.mail?.loading) return
    if (this.empty) this.noteSeen()
    this.empty = !this.written
    this.grow()
    this.store()
    this.say("")
    this.amended()
    this.dispatch("typed")
  }

  // A refusal is of what was tried: other words are not refused yet.
  amended() {
    if (!this.hasProblemTarget || !this.tried || this.words === this.tried.words) return
    this.mail?.unmark()
    this.problemTarget.parentElement.replaceChildren()
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

  // The words go along to the field that the channel has.
  routed(event) {
    const words = this.mail?.wasRich ? this.mail.plain : this.textTarget.value
    this.nameRoute(event.target)
    this.show(words)
    this.field.focus()
  }

  show(words) {
    this.mail?.show(words)
    this.textTarget.disabled = !!this.mail?.rich
    this.textTarget.maxLength = this.byEmail ? 1_000_000 : 1600
    this.grow()
    this.dispatch("routed", { detail: { channel: this.channel } })
  }

  // Sending

  sending(event) {
    const waits = this.files.busy
    if (waits || !(this.written || this.mail?.passesOn)) {
      event.preventDefault()
      if (waits) this.say("Wait until the files are there")
      else this.field.focus()
      return
    }
    if (this.dispatch("submit", { cancelable: true }).defaultPrevented) return event.preventDefault()
    this.tried = { id: this.formTarget.querySelector("[name=messageId]").value, draft: this.kept, words: this.words, files: this.files.sent() }
    this.mail?.unmark()
    this.say("Sending…")
  }

  // Taken: what was sent leaves the field, what was typed since stays. Refused: the reason is shown, the text untouched.
  sent({ detail: { success, fetchResponse } }) {
    this.say(fetchResponse ? "" : "No connection: not sent, your text is kept")
    if (!success || !this.tried) return
    const { words, files } = this.last = this.tried
    if (this.mail?.rich) {
      if (this.words === words) this.mail.load("")
    } else if (this.textTarget.value === words) this.textTarget.value = ""
    else if (this.textTarget.value.startsWith(words)) this.textTarget.value = this.textTarget.value.slice(words.length)
    this.files.taken(files)
    this.typed()
    this.dispatch("sent")
    // Only where the person still is there: by now they may be in a menu, a dialog or another field.
    if (document.activeElement === document.body || document.activeElement === this.sendTarget) this.field.focus({ preventScroll: true })
  }

  // Sent, and taken back: it is a draft again, before whatever was begun since.
  takeBack({ detail: { id, draft } }) {
    if (!this.hasTextTarget) return
    const taken = this.last?.id === id ? this.last.draft : draft
    const since = this.words.trim()
    this.stored = since ? { ...taken, text: `${taken.text}\n${since}`, html: undefined } : taken
    this.textTarget.value = this.stored.text ?? ""
    this.files.restore(this.stored)
    this.mail?.restore(this.stored)
    if (this.mail?.rich) this.mail.editorReady()
    if (this.files.any || taken.mediaUrl) this.files.changed()
    this.typed()
    this.say("Taken back")
    this.field.focus()
  }

  // The field a refusal is about.
  problemTargetConnected(problem) { this.mail?.mark(problem.dataset.field) }

  // A message came into the thread. One who is not writing has seen it, and answers it; one who is gets told, and is asked when sending.
  seen({ detail: { key, author } }) {
    this.newest = key
    if (!this.hasTextTarget) return
    if (!this.written) {
      this.noteSeen()
      this.mail?.answerNewest()
    } else if (author && author !== "me") this.say(`${author} answered meanwhile`)
  }

  noteSeen() {
    if (this.newest && this.hasSeenTarget) this.seenTarget.value = this.newest
  }

  say(words) { this.stateTarget.textContent = words }
}
