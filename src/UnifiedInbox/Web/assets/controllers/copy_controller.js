import { Controller } from "@hotwired/stimulus"

// A button that copies what stands beside it, and says that it did.
export default class extends Controller {
  static targets = ["text", "label"]

  // What is shown once is shown where one looks, also where the page keeps its place.
  connect() {
    const once = this.hasTextTarget && "shownOnce" in this.textTarget.dataset
    if (once) requestAnimationFrame(() => {
      this.element.scrollIntoView({ block: "center" })
      this.textTarget.focus({ preventScroll: true })
    })
  }

  async copy() {
    const text = this.textTarget.value ?? this.textTarget.textContent
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Plain http has no clipboard: select it, so that one key is left to press.
      this.textTarget.select?.()
      return
    }
    const before = this.labelTarget.textContent
    this.labelTarget.textContent = "Copied"
    setTimeout(() => { this.labelTarget.textContent = before }, 2000)
  }

  select() { this.textTarget.select?.() }
}
