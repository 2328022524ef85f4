import { Controller } from "@hotwired/stimulus"

// A page whose newest thing stands at its end: it opens there, and stays there while mails and pictures grow or something comes,
// until somebody moves away to read.
export default class extends Controller {
  connect() {
    this.isAtEnd = true
    this.grown = new ResizeObserver(() => this.stay())
    this.grown.observe(this.element)
    addEventListener("scroll", this.scrolled, { passive: true })
  }

  disconnect() {
    this.grown.disconnect()
    removeEventListener("scroll", this.scrolled)
  }

  stay() {
    if (this.isAtEnd) scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })
  }

  scrolled = () => {
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement
    this.isAtEnd = scrollHeight - clientHeight - scrollTop < 120
  }
}
