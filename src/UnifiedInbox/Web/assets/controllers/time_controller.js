import { Controller } from "@hotwired/stimulus"
import { format } from "../times"

// <time datetime data-time-format-value="short">: the server's words, put into this browser's zone and kept true as time
// passes. One clock serves all elements of the page.
const all = new Set()
let clock

export default class extends Controller {
  static values = { format: { type: String, default: "short" } }

  connect() {
    all.add(this)
    clock ??= setInterval(() => all.forEach(one => one.show()), 20000)
    this.show()
  }

  disconnect() {
    all.delete(this)
    if (all.size === 0) clock = clearInterval(clock)
  }

  show() {
    const when = new Date(this.element.dateTime)
    if (isNaN(when)) return
    const text = format(this.formatValue, when)
    if (this.element.textContent !== text) this.element.textContent = text
    const title = format("full", when)
    if (this.element.title !== title) this.element.title = title
  }
}
