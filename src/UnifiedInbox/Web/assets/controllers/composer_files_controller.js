import { Controller } from "@hotwired/stimulus"
import { FileList, upload } from "../uploads"

// Files in the composer: by button, paste, drop, or by their address. Pictures put into the rich text stand in it.
const pictures = ["image/jpeg", "image/png", "image/gif", "image/webp"]

export default class extends Controller {
  static targets = ["list", "input", "ids", "media", "mediaUrl"]

  connect() {
    if (this.hasListTarget) this.list = new FileList(this.listTarget, () => this.changed())
  }

  get composer() { return this.application.getControllerForElementAndIdentifier(this.element, "composer") }
  get byEmail() { return this.composer.byEmail }
  get any() { return this.byEmail ? this.list.files.length > 0 : !!this.mediaUrlTarget.value }
  get busy() { return this.byEmail && (this.list.busy || this.pending > 0) }

  // What of them a draft keeps.
  get draft() { return { mediaUrl: this.mediaUrlTarget.value, files: this.byEmail ? this.list.stored : undefined } }

  restore({ mediaUrl }) {
    if (!this.mediaUrlTarget.value && mediaUrl) this.mediaUrlTarget.value = mediaUrl
    if (this.mediaUrlTarget.value) this.mediaTarget.hidden = false
  }

  // Files that come with the mail passed on; those of the mail before it go.
  give(files) {
    if (files.length > 0 || this.list.stored.some(file => this.given?.includes(file.id))) this.list.set(files)
    this.given = files.map(file => file.id)
    this.nameIds()
  }

  changed() {
    this.nameIds()
    this.composer.typed()
  }

  nameIds() { this.idsTarget.value = this.list.ids.join() }

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

  choose() { this.inputTarget.click() }

  chosen() {
    this.add(this.inputTarget.files)
    this.inputTarget.value = ""
  }

  add(files) {
    for (const file of files) this.list.add(file)
    this.changed()
  }

  attach() {
    this.mediaTarget.hidden = false
    this.mediaUrlTarget.focus()
  }

  pasted(event) {
    if (pictures.includes(event.file.type)) return
    event.preventDefault()
    this.add([event.file])
  }

  pictured({ attachment }) {
    if (!attachment.file) return
    this.pending = (this.pending ?? 0) + 1
    upload(attachment.file, percent => attachment.setUploadProgress(percent)).done
      .then(stored => attachment.setAttributes({ url: stored.url }), error => {
        attachment.remove()
        this.composer.say(`Picture not added: ${error.message}`)
      })
      .finally(() => this.pending -= 1)
  }

  over(event) {
    if (!this.hasListTarget || !this.byEmail || !event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.element.classList.add("composer-over")
  }

  left(event) {
    if (!this.element.contains(event.relatedTarget)) this.element.classList.remove("composer-over")
  }

  dropped(event) {
    this.element.classList.remove("composer-over")
    if (!this.hasListTarget || !this.byEmail || event.defaultPrevented || !event.dataTransfer?.files.length) return
    event.preventDefault()
    this.add(event.dataTransfer.files)
  }
}
