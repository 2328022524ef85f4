import { Controller } from "@hotwired/stimulus"

// Comes with the answer to an undo: hands what was sent back to the composer.
export default class extends Controller {
  static values = { id: String, draft: Object }

  connect() { dispatchEvent(new CustomEvent("take-back:draft", { detail: { id: this.idValue, draft: this.draftValue } })) }
}
