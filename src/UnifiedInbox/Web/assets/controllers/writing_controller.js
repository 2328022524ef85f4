import { Controller } from "@hotwired/stimulus"

// The foot of a thread: an answer or a note. Whatever asks for an answer (its key, "Reply" below a mail) leads back to it.
export default class extends Controller {
  static targets = ["tab"]
  static values = { mode: String }

  reply() { this.modeValue = "reply" }

  note() {
    this.modeValue = "note"
    this.element.querySelector("#note-text")?.focus()
  }

  answering({ target }) {
    if (target.closest?.("#timeline [data-answer]")) this.reply()
  }

  modeValueChanged(mode) {
    for (const tab of this.tabTargets) tab.setAttribute("aria-selected", tab.dataset.mode === mode)
  }
}
