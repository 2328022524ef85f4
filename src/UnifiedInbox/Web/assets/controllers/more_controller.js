import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"

// The link to the rest of a list, followed by itself as it comes near. The answer is a Turbo Stream that also replaces the
// link. After an error it stays a link, to be pressed.
export default class extends Controller {
  static values = { src: String }

  connect() {
    this.observer = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && this.load(), {
      root: this.element.closest("[data-scroller]"),
      rootMargin: "600px 0px",
    })
    this.observer.observe(this.element)
    this.element.addEventListener("click", this.pressed)
  }

  disconnect() {
    this.observer.disconnect()
    this.element.removeEventListener("click", this.pressed)
  }

  pressed = event => {
    event.preventDefault()
    this.load()
  }

  async load() {
    if (this.loading) return
    this.loading = true
    this.observer.disconnect()
    try {
      const response = await fetch(this.srcValue, { headers: { Accept: "text/vnd.turbo-stream.html" } })
      if (response.ok && !response.redirected && this.element.isConnected) Turbo.renderStreamMessage(await response.text())
    } catch {
      // Offline: the link is still there.
    }
    this.loading = false
  }
}
