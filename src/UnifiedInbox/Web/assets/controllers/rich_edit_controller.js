import { Controller } from "@hotwired/stimulus"

// A rich-text field outside the composer: brings the editor.
export default class extends Controller {
  static values = { script: String }

  connect() { import(this.scriptValue).catch(() => {}) }
}
