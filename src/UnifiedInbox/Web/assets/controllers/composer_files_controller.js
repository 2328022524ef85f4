import { Controller } from "@hotwired/stimulus"
import { fetchFrom, FileList, inWords, upload } from "../uploads"

// Files in the composer: by button, paste, drop on the whole thread, or by their address. Pictures put into the rich text stand in
// it. What the channel does not carry is told the moment it is chosen, and again when another channel is.
const pictures = ["image/jpeg", "image/png", "image/gif", "image/webp"]

export default class extends Controller {
  static targets = ["list", "input", "ids", "media", "mediaUrl", "add"]
  static values = { limits: Object }

  connect() {
    if (!this.hasListTarget) return
    this.list = new FileList(this.listTarget, () => this.changed())
    this.pane = this.element.closest(".thread-pane") ?? this.element
    for (const [name, heard] of this.heard) this.pane.addEventListener(name, heard)
  }

  disconnect() {
    for (const [name, heard] of this.heard) this.pane?.removeEventListener(name, heard)
  }

  heard = [["dragover", event => this.over(event)], ["dragleave", event => this.left(event)], ["drop", event => this.dropped(event)]]

  get composer() { return this.application.getControllerForElementAndIdentifier(this.element, "composer") }
  get any() { return this.list.files.some(file => !file.failed) || !!this.mediaUrlTarget.value }
  get busy() { return this.list.busy || this.pending > 0 }
  get limits() { return this.limitsValue[this.composer.channel] }

  // What of them a draft keeps.
  get draft() { return { mediaUrl: this.mediaUrlTarget.value, files: this.list.stored } }

  restore({ mediaUrl, files }) {
    if (!this.mediaUrlTarget.value && mediaUrl) this.mediaUrlTarget.value = mediaUrl
    if (this.mediaUrlTarget.value) this.mediaTarget.hidden = false
    if (!this.composer.byEmail && files?.length) this.list.set(files)
    this.nameIds()
  }

  // A draft in the place of what stands here.
  put({ mediaUrl, files }) {
    this.mediaUrlTarget.value = mediaUrl ?? ""
    this.mediaTarget.hidden = !mediaUrl
    this.list.set(files ?? [])
    this.nameIds()
  }

  // Files that come with the mail passed on; those of the mail before it go.
  give(files) {
    if (files.length > 0 || this.list.stored.some(file => this.given?.includes(file.id))) this.list.set(files)
    this.given = files.map(file => file.id)
    this.nameIds()
  }

  changed() {
    this.check()
    this.nameIds()
    this.composer.typed()
  }

  nameIds() { this.idsTarget.value = this.list.ids.join() }

  // The channel's limits

  // Why one file cannot go by it, or undefined.
  problemOf({ type, size }) {
    const { name, kinds } = this.limits ?? { kinds: { "*": Infinity } }
    const most = kinds[(type || "application/octet-stream").split(";")[0].toLowerCase()] ?? kinds["*"]
    if (most === undefined) return `${name} does not carry files of this kind`
    if (size > most) return `${name} carries such files up to ${inWords(most)}; this one has ${inWords(size)}`
  }

  // Marks what cannot go; answers the first reason.
  check() {
    const { name, most, together } = this.limits ?? {}
    const going = this.list.files.filter(file => !file.failed)
    let bytes = 0
    for (const [at, file] of going.entries()) {
      bytes += file.size
      this.list.mark(file, this.problemOf(file)
        ?? (at >= most ? `${name} carries ${most === 1 ? "one file" : `${most} files`} in a message` : undefined)
        ?? (bytes > together ? `${name} carries ${inWords(together)} together` : undefined))
    }
    return going.find(file => file.problem)?.problem
  }

  routed() { if (this.list) this.check() }

  submitted(event) {
    const lost = this.list.files.find(file => file.failed)
    const problem = this.check() ?? (lost && `${lost.name} does not go along: remove it first`)
    if (!problem) return
    event.preventDefault()
    this.composer.say(problem)
  }

  // What is about to be sent, and what of it was.
  sent() {
    this.nameIds()
    return { mediaUrl: this.mediaUrlTarget.value, ids: this.list.ids }
  }

  taken({ mediaUrl, ids }) {
    for (const file of [...this.list.files]) if (ids.includes(file.id)) this.list.remove(file)
    if (this.mediaUrlTarget.value !== mediaUrl) return
    this.mediaUrlTarget.value = ""
    this.mediaTarget.hidden = true
  }

  // Where they come from

  choose() { this.inputTarget.click() }

  chosen() {
    this.add([...this.inputTarget.files])
    this.inputTarget.value = ""
  }

  add(files) {
    for (const file of files) this.list.add(file, this.problemOf(file), progress => upload(file, progress, this.composer.channel))
    this.changed()
  }

  attach() {
    this.mediaTarget.hidden = false
    this.mediaUrlTarget.focus()
  }

  addressKey(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.fetch()
  }

  // The server fetches it, and says what is wrong with it.
  fetch() {
    const url = this.mediaUrlTarget.value.trim()
    if (!url || !this.mediaUrlTarget.reportValidity()) return
    this.mediaUrlTarget.value = ""
    this.mediaTarget.hidden = true
    this.list.add({ name: decodeURI(url.split("/").pop().split("?")[0]) || url, size: 0, type: "" }, undefined, () => fetchFrom(url, this.composer.channel))
    this.changed()
  }

  // Of a text; the rich-text field has its own way.
  pastedText(event) {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    this.add(files)
  }

  pasted(event) {
    if (pictures.includes(event.file.type)) return
    event.preventDefault()
    this.add([event.file])
  }

  pictured({ attachment }) {
    if (!attachment.file) return
    this.pending = (this.pending ?? 0) + 1
    upload(attachment.file, percent => attachment.setUploadProgress(percent), "email").done
      .then(stored => attachment.setAttributes({ url: stored.url }), error => {
        attachment.remove()
        this.composer.say(`Picture not added: ${error.message}`)
      })
      .finally(() => this.pending -= 1)
  }

  over(event) {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.pane.classList.add("drop-here")
  }

  left(event) {
    if (!this.pane.contains(event.relatedTarget)) this.pane.classList.remove("drop-here")
  }

  dropped(event) {
    this.pane.classList.remove("drop-here")
    if (event.defaultPrevented || !event.dataTransfer?.files.length) return
    event.preventDefault()
    this.add([...event.dataTransfer.files])
  }
}
