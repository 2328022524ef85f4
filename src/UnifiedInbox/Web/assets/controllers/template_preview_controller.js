import { Controller } from "@hotwired/stimulus"

// How a template reads with what has been filled in so far.
export default class extends Controller {
  static targets = ["blank", "text"]

  connect() { this.fill() }

  fill() {
    const values = Object.fromEntries(this.blankTargets.map(field => [field.dataset.blank, field.value.trim()]))
    this.textTarget.textContent = this.textTarget.dataset.body.replace(/\{\{\s*(\w+)\s*\}\}/g, (blank, name) => values[name] || blank)
  }
}
