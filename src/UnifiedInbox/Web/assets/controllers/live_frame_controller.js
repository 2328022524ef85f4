import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"

// An element that fetches itself again when something it shows has changed (see live_controller.js): GET data-live-src,
// answered with
//
//   - HTML that holds an element with this one's id: this one is morphed into it, or
//   - a Turbo Stream: applied as it is, for fragments that know better what has changed.
//
// Morphing keeps scroll position, focus, half-typed text and opened details (morph.js). One request at a time; changes that
// arrive meanwhile lead to one more. A hidden tab waits until it is looked at, unless data-live-eager is set. Before each
// request `live-frame:fetch` is dispatched (detail.url may be changed, preventDefault skips), after each `live-frame:fetched`.
export default class extends Controller {
  connect() {
    this.element.addEventListener("live:change", this.changed)
    this.element.addEventListener("live:reload", this.changed)
    document.addEventListener("visibilitychange", this.looked)
  }

  disconnect() {
    this.element.removeEventListener("live:change", this.changed)
    this.element.removeEventListener("live:reload", this.changed)
    document.removeEventListener("visibilitychange", this.looked)
    clearTimeout(this.retry)
    this.abort?.abort()
  }

  changed = () => {
    this.stale = true
    this.refresh()
  }

  looked = () => {
    if (!document.hidden && this.stale) this.refresh()
  }

  async refresh() {
    if (this.abort || (document.hidden && !("liveEager" in this.element.dataset))) return
    const event = this.dispatch("fetch", { detail: { url: this.element.dataset.liveSrc }, cancelable: true })
    if (event.defaultPrevented) return
    this.stale = false
    this.abort = new AbortController()
    try {
      await this.load(event.detail.url)
    } catch (error) {
      if (error.name !== "AbortError") this.retry = setTimeout(this.changed, 2000)
    } finally {
      this.abort = null
    }
    if (this.stale && this.element.isConnected) this.refresh()
  }

  async load(url) {
    const response = await fetch(url, { signal: this.abort.signal, headers: { Accept: "text/vnd.turbo-stream.html, text/html", "X-Live": "1" } })
    if (response.status >= 500) throw new Error(`live fragment: ${response.status}`)
    // Gone, forbidden or signed out: what is on the screen stays until the person does something.
    if (!response.ok || response.redirected) return
    const html = await response.text()
    if (!this.element.isConnected) return
    if (response.headers.get("Content-Type")?.startsWith("text/vnd.turbo-stream.html")) Turbo.renderStreamMessage(html)
    else this.morph(html)
    this.dispatch("fetched")
  }

  morph(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(this.element.id)
    if (fresh) Turbo.morphElements(this.element, document.adoptNode(fresh))
  }
}
