import { Controller } from "@hotwired/stimulus"

// Ticked conversations: counted, kept while rows move and change, in ranges with Shift, by the key x on the row that has the focus
// (else the opened one). The bar is inert while nothing is ticked, so that its keys are those of the opened conversation.
export default class extends Controller {
  static targets = ["bar", "count", "box"]

  initialize() { this.ticked = new Set() }

  connect() { this.update() }

  boxTargetConnected(box) {
    if (this.ticked.has(box.value)) box.checked = true
    this.later()
  }

  boxTargetDisconnected() { this.later() }

  barTargetConnected() { this.later() }

  // Rows come and go by the dozen.
  later() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null
      this.update()
    })
  }

  // The click a label passes on to its box does not say whether Shift was held.
  pressing(event) { this.shift = event.shiftKey }

  ticking(event) {
    const box = event.currentTarget
    if ((event.shiftKey || this.shift) && this.last?.isConnected) this.range(this.last, box)
    this.last = box
    this.shift = false
    this.read()
  }

  range(from, to) {
    const boxes = this.boxTargets
    const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b)
    for (const box of boxes.slice(first, last + 1)) box.checked = to.checked
  }

  read() {
    for (const box of this.boxTargets) box.checked ? this.ticked.add(box.value) : this.ticked.delete(box.value)
    this.update()
  }

  // The key: the row one stands on.
  toggle() {
    const row = document.activeElement?.closest("#conversations > li") ?? this.element.querySelector("#conversations > li:has([aria-current=true])")
    const box = row?.querySelector("input[name=ids]")
    if (!box) return
    box.checked = !box.checked
    this.last = box
    this.read()
  }

  all() {
    const every = this.boxTargets.every(box => box.checked)
    for (const box of this.boxTargets) box.checked = !every
    this.read()
  }

  none() {
    for (const box of this.boxTargets) box.checked = false
    this.ticked.clear()
    this.last = null
    delete this.element.dataset.selecting
    this.update()
  }

  // On a screen that is touched, boxes are shown when asked for.
  select() {
    if ("selecting" in this.element.dataset) return this.none()
    this.element.dataset.selecting = ""
    this.update()
  }

  done({ detail: { success } }) {
    if (success) this.none()
  }

  update() {
    if (!this.hasBarTarget) return
    const count = this.boxTargets.filter(box => box.checked).length
    this.barTarget.inert = count === 0 && !("selecting" in this.element.dataset)
    this.countTarget.textContent = `${count} selected`
  }
}
