import { Controller } from "@hotwired/stimulus"

// What a model suggested: put into the composer, to be read and changed there, or thrown away. It is never sent from here.
export default class extends Controller {
  static targets = ["text"]

  use() {
    const element = document.getElementById("composer")
    const composer = element && this.application.getControllerForElementAndIdentifier(element, "composer")
    if (!composer?.hasTextTarget) return
    composer.insert(this.textTarget.textContent)
    composer.typed()
    this.dismiss()
  }

  dismiss() { document.getElementById("assistant-text").replaceChildren() }
}
