import { Controller } from "@hotwired/stimulus"

// A popover menu: placed beside the button that opens it, walked with the arrow keys, closed by choosing.
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
  get items() { return [...this.element.querySelectorAll("a[href], button, input, [tabindex='0']")].filter(item => item.offsetParent) }

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
    if (!step) return
    event.preventDefault()
    const items = this.items
    const at = items.indexOf(document.activeElement)
    items[(at + step + items.length) % items.length]?.focus()
  }

  chosen = event => {
    if (event.target.closest("a[href], button") && !event.target.closest("[data-menu-stay]")) this.element.hidePopover()
  }
}
