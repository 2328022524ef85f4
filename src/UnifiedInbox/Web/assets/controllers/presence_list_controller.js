import { Controller } from "@hotwired/stimulus"

// The list's marks of who is in which conversation: asks for those that changed and are on the screen.
export default class extends Controller {
  initialize() { this.ids = new Set() }

  changed({ detail: { changes } }) {
    for (const change of changes) this.ids.add(change.conversationId)
  }

  ask(event) {
    const shown = [...this.ids].filter(id => document.getElementById(`here-${id.replaceAll("-", "")}`)).slice(0, 100)
    this.ids.clear()
    if (shown.length === 0) return event.preventDefault()
    event.detail.url += `?ids=${shown.join()}`
  }
}
