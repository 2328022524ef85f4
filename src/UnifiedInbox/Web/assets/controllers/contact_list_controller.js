import { Controller } from "@hotwired/stimulus"

// The list of contacts while it is looked at: fetched again when someone is added or changed. Whoever has gone on to further
// rows keeps the place; the list is fresh at the next visit.
export default class extends Controller {
  static targets = ["row"]
  static values = { first: Number }

  ask(event) {
    if (this.rowTargets.length > this.firstValue) event.preventDefault()
  }
}
