import { Controller } from "@hotwired/stimulus"

// A note on the screen. One that mentions the viewer is told to the server as seen once somebody looks at it; one the address names
// is brought into view.
export default class extends Controller {
  static values = { seen: String }

  connect() {
    const place = this.element.closest("[id]")
    if (location.hash.length > 1 && place && location.hash.slice(1) === place.id) requestAnimationFrame(() => this.show(place))
  }

  disconnect() { this.rest() }

  seenValueChanged(url) {
    this.rest()
    if (!url) return
    this.watcher = new IntersectionObserver(([entry]) => {
      this.inView = entry.isIntersecting
      this.look()
    }, { threshold: 0.4 })
    this.watcher.observe(this.element)
    addEventListener("focus", this.look)
  }

  look = () => {
    if (!this.inView || document.hidden || !document.hasFocus() || !this.seenValue) return
    fetch(this.seenValue, { method: "POST", keepalive: true }).catch(() => {})
    this.rest()
  }

  rest() {
    this.watcher?.disconnect()
    removeEventListener("focus", this.look)
  }

  show(place) {
    place.scrollIntoView({ block: "center" })
    this.element.animate([{ outline: "3px solid var(--color-warning)" }, { outline: "3px solid transparent" }], 2500)
  }
}
