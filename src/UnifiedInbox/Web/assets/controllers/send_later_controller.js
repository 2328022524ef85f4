import { Controller } from "@hotwired/stimulus"

// The menu of "send later". Enter in one of its fields schedules, and does not send at once as it would in the rest of the form.
export default class extends Controller {
  static targets = ["repeat", "end", "submit"]

  connect() { this.repeated() }

  repeated() { this.endTarget.hidden = !this.repeatTarget.value }

  enter(event) {
    if (!event.target.matches("input, select")) return
    event.preventDefault()
    this.submitTarget.click()
  }

  // The next message is one of its own.
  reset() {
    this.repeatTarget.value = ""
    for (const field of this.element.querySelectorAll("[name=repeatUntil], [name=repeatCount]")) field.value = ""
    this.element.querySelector("[name=cancelOnReply]").checked = false
    this.repeated()
  }
}
