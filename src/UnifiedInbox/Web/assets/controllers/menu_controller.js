import { Controller } from "@hotwired/stimulus"

// A popover menu: placed beside the button that opens it, walked with the arrow keys or by the first letters of what is there, closed by
// choosing. Enter in a field presses the button that is marked for it (data-menu-enter).
// <button popovertarget="id">…</button> <div id="id" popover class="popover-menu" data-controller="menu">…</div>
export default class extends Controller {
  connect() {
    this.element.addEventListener("toggle", this.toggled)
    this.element.addEventListener("keydown", this.moved)
    this.element.addEventListener("click", this.chosen)
  }

  disconnect() {
    this.element.removeEventListener("toggle", this.toggled)
    this.element.removeEventListener("keydown", this.moved)
    this.element.removeEventListener("click", this.chosen)
  }

  get openers() { return [...document.querySelectorAll(`[popovertarget="${CSS.escape(this.element.id)}"]`)] }
  get items() { return [...this.element.querySelectorAll("a[href], button, input, [tabindex='0']")].filter(item => item.offsetParent && !item.disabled) }

  toggled = event => {
    const open = event.newState === "open"
    for (const opener of this.openers) opener.setAttribute("aria-expanded", open)
    if (!open) return
    this.place()
    this.items[0]?.focus({ preventScroll: true })
  }

  place() {
    const button = this.openers.find(opener => opener.offsetParent)?.getBoundingClientRect()
    if (!button) return
    const { offsetWidth: width, offsetHeight: height, style } = this.element
    const below = button.bottom + 4 + height <= innerHeight || button.top < height + 4
    const left = button.left + width <= innerWidth - 8 ? button.left : button.right - width
    style.top = `${below ? button.bottom + 4 : button.top - height - 4}px`
    style.left = `${Math.max(8, left)}px`
  }

  moved = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Enter" && event.target.matches("input")) return this.enter(event)
    if (!step) return this.seek(event)
    event.preventDefault()
    const items = this.items
    const at = items.indexOf(document.activeElement)
    items[(at + step + items.length) % items.length]?.focus()
  }

  enter(event) {
    const button = this.element.querySelector("[data-menu-enter]")
    if (!button) return
    event.preventDefault()
    button.click()
  }

  // Letters typed one after the other are the beginning of a word; none of them is a shortcut while a menu is open.
  seek(event) {
    const { key, target, timeStamp } = event
    if (key.length !== 1 || key === " " || event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return
    event.preventDefault()
    event.stopPropagation()
    this.letters = (timeStamp - this.typedAt < 1000 ? this.letters : "") + key.toLowerCase()
    this.typedAt = timeStamp
    const words = item => ` ${(item.closest("label") ?? item).innerText.toLowerCase().split(/\s+/).join(" ")}`
    this.items.find(item => words(item).includes(` ${this.letters}`))?.focus()
  }

  chosen = event => {
    if (event.target.closest("a[href], button") && !event.target.closest("[data-menu-stay]")) this.element.hidePopover()
  }
}
