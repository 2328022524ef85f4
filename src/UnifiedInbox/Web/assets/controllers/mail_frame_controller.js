import { Controller } from "@hotwired/stimulus"
import { keepingPlace } from "../place"

// A mail in its frame. Nothing runs inside: from out here the frame is made as high as what it holds, a mail wider than the
// frame is shown smaller, and pictures from the web are let in when somebody asks for them.
const highest = 30_000
const smallest = 0.4
const heights = new Map() // of what was shown before, so that the page does not move when it comes again

export default class extends Controller {
  static targets = ["frame", "pictures", "count"]
  static values = { key: String }

  connect() {
    const known = heights.get(this.heightKey)
    if (known) this.frameTarget.style.height = `${known}px`
    this.frameTarget.addEventListener("load", this.loaded)
    this.width = new ResizeObserver(() => this.fit())
    this.width.observe(this.frameTarget)
    if (this.mail) this.loaded()
  }

  disconnect() {
    this.frameTarget.removeEventListener("load", this.loaded)
    this.width.disconnect()
    this.observer?.disconnect()
  }

  // Null until it is there, and where the frame shows something else: an error page, or nothing yet.
  get mail() {
    const document = this.frameTarget.contentDocument
    return document?.readyState === "complete" && document.querySelector("meta[name=remote-pictures]") ? document : null
  }

  get heightKey() { return `${this.keyValue} ${this.frameTarget.clientWidth}` }

  loaded = () => {
    if (!this.mail) return
    this.offerPictures()
    this.steps = 0
    this.observer?.disconnect()
    this.observer = new ResizeObserver(() => this.fit())
    // Sizes are all that is heard from inside: events there are blocked with the scripts.
    for (const element of [this.mail.body, ...[...this.mail.body.children].slice(0, 100)]) this.observer.observe(element)
    this.fit()
  }

  fit() {
    const mail = this.mail
    // A quote that is unfolded may grow as much as it likes; a mail as high as its window may not grow for ever.
    if (performance.now() - this.last > 1000) this.steps = 0
    if (!mail || this.steps > 40 || this.frameTarget.clientWidth === 0) return
    const root = mail.documentElement
    root.style.overflow = "hidden"
    this.fitWidth(root)
    const height = Math.min(highest, Math.ceil(this.heightOf(mail)))
    if (Math.abs(height - this.frameTarget.offsetHeight) < 2) return
    this.steps += 1
    this.last = performance.now()
    heights.set(this.heightKey, height)
    const list = this.element.closest(".placed")
    const set = () => this.frameTarget.style.height = `${height}px`
    if (list) keepingPlace(list, set)
    else set()
  }

  fitWidth(root) {
    root.style.zoom = ""
    const wanted = root.scrollWidth
    if (wanted > this.frameTarget.clientWidth + 1) root.style.zoom = Math.max(smallest, this.frameTarget.clientWidth / wanted)
    // What is wider still can be moved to.
    if (root.scrollWidth > root.clientWidth + 2) root.style.overflowX = "auto"
  }

  // Not scrollHeight of the root, nor the body's box in quirks mode, which are never less than the frame: it could only grow.
  heightOf(mail) {
    const { body, documentElement: root } = mail
    const contents = mail.createRange()
    contents.selectNodeContents(body)
    const margins = getComputedStyle(body)
    const zoom = Number(root.style.zoom) || 1
    const bottom = Math.max(contents.getBoundingClientRect().bottom, ...[...body.children].map(child => child.getBoundingClientRect().bottom))
    const below = (parseFloat(margins.marginBottom) + parseFloat(margins.paddingBottom)) * zoom
    return bottom + root.scrollTop + below + (root.style.overflowX === "auto" ? 18 : 0)
  }

  offerPictures() {
    const count = Number(this.mail.querySelector("meta[name=remote-pictures]").content)
    const shown = new URL(this.mail.URL).searchParams.get("images") === "1"
    this.picturesTarget.hidden = shown || count === 0
    this.countTarget.textContent = count === 1 ? "1 picture from the web is not loaded." : `${count} pictures from the web are not loaded.`
  }

  showPictures() {
    this.picturesTarget.hidden = true
    this.frameTarget.src = `${this.frameTarget.getAttribute("src").split("?")[0]}?images=1`
  }
}
