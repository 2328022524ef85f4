import { Controller } from "@hotwired/stimulus"

// Browsers ask for permission only when a click asks for it: when the switch is turned on.
export default class extends Controller {
  static targets = ["toggle", "refused"]

  connect() { this.show() }

  async ask() {
    if (!this.toggleTarget.checked || !("Notification" in window)) return
    if (Notification.permission === "default") await Notification.requestPermission()
    if (Notification.permission !== "granted") this.toggleTarget.checked = false
    this.show()
  }

  show() {
    this.refusedTarget.hidden = !("Notification" in window) || Notification.permission !== "denied"
  }
}
