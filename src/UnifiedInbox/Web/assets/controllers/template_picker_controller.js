import { Controller } from "@hotwired/stimulus"

// Opens the WhatsApp templates of the sender that is chosen in the composer, and closes them when one has been handed over.
export default class extends Controller {
  static targets = ["dialog", "frame"]
  static values = { contact: String, action: String }

  open() {
    const inbox = this.element.querySelector("input[name=inboxId][data-channel=whatsapp]:checked") ?? this.element.querySelector("input[name=inboxId][data-channel=whatsapp]")
    const query = new URLSearchParams({ inboxId: inbox.value, contactId: this.contactValue, action: this.actionValue })
    const address = `/inbox/whatsapp-templates?${query}`
    if (this.frameTarget.getAttribute("src") === address) this.frameTarget.reload()
    else this.frameTarget.src = address
    this.dialogTarget.showModal()
  }

  sent() { this.dialogTarget.close() }
}
