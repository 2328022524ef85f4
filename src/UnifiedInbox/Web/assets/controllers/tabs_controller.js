import { Controller } from "@hotwired/stimulus"

// A row of tabs that may be wider than the window: the one that is open is moved into sight.
export default class extends Controller {
  connect() {
    const open = this.element.querySelector("[aria-current=page]")
    if (open) this.element.scrollLeft = open.offsetLeft - this.element.offsetLeft - (this.element.clientWidth - open.offsetWidth) / 2
  }
}
