import { Controller } from "@hotwired/stimulus"

// The shared draft: what is written in the composer is kept on the server a moment after each pause, and colleagues who have the
// conversation open see it there. Each saving names the version it began from, so of two who write at once the second one is told
// and chooses. On the composer's own element, beside composer_controller.js, which keeps a copy in this browser until it is saved.
const pause = 700
const longest = 3000
const retry = 5000
const writer = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit => (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16))

export default class extends Controller {
  static targets = ["line", "words", "choice", "discard", "version", "writer"]
  static values = { url: String, drafts: Array, me: String }

  connect() {
    if (!this.hasVersionTarget) return
    this.writerTarget.value = writer
    this.element.addEventListener("composer:typed", this.typed)
    this.element.addEventListener("composer:routed", this.routed)
    this.element.addEventListener("composer:submit", this.submitted)
    this.element.addEventListener("composer:sent", this.sent)
    this.element.addEventListener("turbo:submit-end", this.answered)
    addEventListener("pagehide", this.leaving)
    addEventListener("online", this.save)
    // A page from the cache of visits shows what was true then.
    if (!("draftFresh" in this.element.dataset)) setTimeout(() => this.heard())
    delete this.element.dataset.draftFresh
  }

  disconnect() {
    if (!this.hasVersionTarget) return
    this.element.removeEventListener("composer:typed", this.typed)
    this.element.removeEventListener("composer:routed", this.routed)
    this.element.removeEventListener("composer:submit", this.submitted)
    this.element.removeEventListener("composer:sent", this.sent)
    this.element.removeEventListener("turbo:submit-end", this.answered)
    removeEventListener("pagehide", this.leaving)
    removeEventListener("online", this.save)
    this.leaving()
    clearTimeout(this.timer)
  }

  get composer() { return this.application.getControllerForElementAndIdentifier(this.element, "composer") }
  get inbox() { return this.composer.inbox?.value }
  get now() { return JSON.stringify(this.body()) }
  get dirty() { return this.begun && this.touched && this.now !== this.known }
  draftOf(inbox, drafts = this.draftsValue) { return drafts.find(draft => draft.inboxId === inbox) }

  // The composer begins: with what the server has, or with what this browser could not save.
  begin(local) {
    const inbox = (local.text || local.html) && local.inboxId || this.inbox
    const theirs = this.draftOf(inbox)
    this.at = inbox
    this.version = theirs?.version ?? null
    const lost = (local.text || local.html || local.mediaUrl) && local.text !== theirs?.content
      // The page said so as it went, and the server has heard: of what it said then this copy is not the later one.
      && !(local.left && theirs && theirs.version !== (local.base ?? null) && Date.parse(theirs.updatedAt) > local.left - 5000)
    if (!lost) localStorage.removeItem(this.composer.draftValue)
    setTimeout(() => {
      this.begun = true
      this.known = lost ? null : this.now
      this.name(theirs)
      if (!lost) return
      if ((local.base ?? null) !== this.version) this.conflict(theirs)
      else this.typed()
    })
    return lost ? local : theirs ? stored(theirs) : {}
  }

  // What goes into this browser's copy beside the words.
  get mark() { return { inboxId: this.inbox, base: this.version } }

  body() {
    const { text, html, fields, about, files, mediaUrl } = this.composer.kept
    return {
      content: text ?? "", html, about: about ?? "", mediaUrl: mediaUrl ?? "", files: files ?? [],
      subject: fields?.subject ?? "", to: fields?.to ?? "", cc: fields?.cc ?? "", bcc: fields?.bcc ?? "",
      replyToId: fields?.replyToId || null, forwardOfId: fields?.forwardOfId || null,
    }
  }

  typed = () => {
    if (!this.begun || this.putting) return
    this.touched = true
    if (this.contested) return
    this.since ??= performance.now()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(pause, longest - (performance.now() - this.since))))
  }

  // Another sender: its own draft where it has one, else the words go along to it.
  routed = () => {
    if (!this.begun || this.putting || !this.inbox || this.inbox === this.at) return
    const [from, version] = [this.at, this.version]
    const theirs = this.draftOf(this.inbox)
    this.at = this.inbox
    this.settled()
    if (theirs) return this.take(theirs)
    this.version = null
    this.name(null)
    if (!this.composer.written) return
    if (version) this.remove(from, version)
    this.known = null
    this.typed()
  }

  save = async () => {
    clearTimeout(this.timer)
    this.since = null
    if (this.contested || !this.dirty) return
    if (this.saving) return this.again = true
    const [now, inbox] = [this.now, this.at]
    this.saving = new AbortController()
    try {
      const empty = !this.composer.written
      const response = await fetch(`${this.urlValue}/${inbox}`, {
        method: "PUT", signal: this.saving.signal, headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ base: this.version, writer, ...(empty ? {} : JSON.parse(now)) }),
      })
      const answer = await response.json().catch(() => ({}))
      if (inbox === this.at) this.saved(response, answer, now)
    } catch (error) {
      if (error.name !== "AbortError") this.timer = setTimeout(() => this.save(), retry)
    } finally {
      this.saving = null
    }
    if (this.again) {
      this.again = false
      this.save()
    }
  }

  saved(response, answer, now) {
    if (response.status === 409) return this.conflict(answer.draft)
    if (!response.ok) return
    this.version = answer.version ?? null
    this.known = now
    this.touched = this.now !== now
    this.keep(answer.version ? { inboxId: this.at, version: answer.version, author: { id: this.meValue }, mine: true } : null)
    if (this.now === now) {
      localStorage.removeItem(this.composer.draftValue)
      if (answer.version && !this.composer.stateTarget.textContent) this.composer.say("Draft saved")
    }
    this.name(this.draftOf(this.at))
  }

  // Something was written, sent or thrown away here: by whom does not matter.
  heard = async event => {
    if (!this.hasVersionTarget || this.saving || event?.detail?.changes?.every(change => change.userId === this.meValue && performance.now() - (this.savedAt ?? -1e9) < 1500)) return
    const response = await fetch(this.urlValue, { headers: { Accept: "application/json" } }).catch(() => null)
    if (!response?.ok || !this.element.isConnected || this.saving) return
    const mine = this.composer.written && this.draftOf(this.at)?.author?.id === this.meValue
    this.draftsValue = (await response.json()).items
    const theirs = this.draftOf(this.at)
    if ((theirs?.version ?? null) === this.version) return
    // A colleague may have sent something else from here: words that are mine do not vanish unasked.
    if (this.dirty || this.contested || (mine && !theirs)) this.conflict(theirs)
    else if (theirs) this.take(theirs)
    else this.empty()
  }

  // Two wrote at once. Nothing is lost: what stands here stays until its writer chooses.
  conflict(theirs) {
    if (theirs && theirs.content === this.body().content && (theirs.html ?? undefined) === this.body().html) return this.take(theirs)
    this.contested = true
    clearTimeout(this.timer)
    if (theirs) this.keep(theirs)
    this.theirs = theirs
    const who = !theirs ? null : theirs.author?.id === this.meValue ? "You" : theirs.author?.name ?? "Somebody"
    this.show(who ? `${who} changed this draft${who === "You" ? " elsewhere" : ""}` : "A colleague sent or discarded this draft")
    this.choiceTarget.hidden = false
    this.choiceTarget.firstElementChild.textContent = theirs ? (who === "You" ? "Take the other" : `Take ${who.split(" ")[0]}’s`) : "Discard mine"
    this.discardTarget.hidden = true
    this.lineTarget.classList.add("composer-draft-contested")
  }

  takeTheirs() {
    const { theirs } = this
    this.settled()
    if (theirs) this.take(theirs)
    else this.empty()
    this.composer.field.focus()
  }

  keepMine() {
    const { theirs } = this
    this.settled()
    this.version = theirs?.version ?? null
    this.known = null
    this.touched = true
    this.save()
    this.composer.field.focus()
  }

  settled() {
    this.contested = false
    this.theirs = null
    this.choiceTarget.hidden = true
    this.lineTarget.classList.remove("composer-draft-contested")
  }

  take(draft) {
    this.settled()
    this.keep(draft)
    this.version = draft.version
    this.put(stored(draft))
    this.name(draft)
  }

  empty() {
    this.settled()
    this.keep(null)
    this.version = null
    this.put({})
    this.name(null)
  }

  put(draft) {
    const { composer } = this
    this.putting = true
    composer.put(draft)
    this.putting = this.touched = false
    this.known = this.now
    localStorage.removeItem(composer.draftValue)
  }

  // What the server has for the sender that is chosen.
  keep(draft) {
    this.savedAt = performance.now()
    this.draftsValue = [...(draft ? [draft] : []), ...this.draftsValue.filter(other => other.inboxId !== this.at)]
  }

  async discard() {
    const { at, version } = this
    clearTimeout(this.timer)
    this.saving?.abort()
    this.empty()
    if (version) await this.remove(at, version)
    this.composer.say("Draft discarded")
  }

  async remove(inbox, version) {
    this.savedAt = performance.now()
    this.draftsValue = this.draftsValue.filter(other => other.inboxId !== inbox)
    await fetch(`${this.urlValue}/${inbox}?version=${version}`, { method: "DELETE" }).catch(() => {})
  }

  submitted = () => {
    clearTimeout(this.timer)
    this.saving?.abort()
    this.versionTarget.value = this.version ?? ""
  }

  // Taken, and the draft with it. What was typed since begins another.
  sent = () => {
    clearTimeout(this.timer)
    this.settled()
    this.keep(null)
    this.version = null
    this.known = this.composer.written ? null : this.now
    this.touched = false
    this.name(null)
    if (this.composer.written) this.typed()
  }

  answered = ({ detail: { success } }) => {
    if (!success) this.typed()
  }

  // The last words, when the page goes: keepalive takes what fits, and this browser's copy has the rest.
  leaving = () => {
    if (!this.dirty || this.contested || !this.composer?.hasTextTarget) return
    const body = JSON.stringify({ base: this.version, writer, ...(this.composer.written ? this.body() : {}) })
    if (body.length > 60000) return
    this.touched = false
    this.saving?.abort()
    const kept = localStorage.getItem(this.composer.draftValue)
    if (kept) localStorage.setItem(this.composer.draftValue, JSON.stringify({ ...JSON.parse(kept), base: this.version, left: Date.now() }))
    fetch(`${this.urlValue}/${this.at}`, { method: "PUT", keepalive: true, headers: { "Content-Type": "application/json" }, body }).catch(() => {})
  }

  name(draft) {
    if (this.contested) return
    const others = draft && draft.author && draft.author.id !== this.meValue
    this.lineTarget.hidden = !draft
    if (draft) this.show(others ? `Draft by ${draft.author.name}` : "Draft")
    this.discardTarget.hidden = false
  }

  show(words) {
    this.lineTarget.hidden = false
    this.wordsTarget.textContent = words
  }
}

// A draft of the API as the composer restores one.
const stored = draft => ({
  text: draft.content, html: draft.html ?? undefined, mediaUrl: draft.mediaUrl, inboxId: draft.inboxId, about: draft.about, files: draft.files,
  fields: { subject: draft.subject, to: draft.to, cc: draft.cc, bcc: draft.bcc, replyToId: draft.replyToId ?? "", forwardOfId: draft.forwardOfId ?? "" },
})
