import { Controller } from "@hotwired/stimulus"
import { press } from "../shortcuts"

// The palette: pages and found things come from /palette?q=, actions from the page itself: every element with
// data-palette="Words for it" can be chosen here, and is pressed then.
export default class extends Controller {
  static targets = ["dialog", "query", "results", "actions", "nothing"]
  static values = { url: String }

  open() {
    if (this.dialogTarget.open) return
    this.queryTarget.value = ""
    this.dialogTarget.showModal()
    this.search()
  }

  disconnect() {
    this.abort?.abort()
    clearTimeout(this.timer)
  }

  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.search(), 120)
  }

  async search() {
    const query = this.queryTarget.value.trim()
    this.listActions(query.toLowerCase())
    this.abort?.abort()
    this.abort = new AbortController()
    try {
      const response = await fetch(`${this.urlValue}?q=${encodeURIComponent(query)}`, { signal: this.abort.signal, headers: { Accept: "text/html" } })
      if (response.ok && !response.redirected) this.resultsTarget.innerHTML = await response.text()
    } catch (error) {
      if (error.name === "AbortError") return
      this.resultsTarget.replaceChildren()
    }
    this.select(0)
    this.nothingTarget.hidden = this.options.length > 0
    this.nothingTarget.textContent = this.options.length > 0 ? "" : `Nothing fits “${query}”.`
  }

  listActions(query) {
    const actions = [...document.querySelectorAll("[data-palette]")]
      .filter(element => !element.disabled && element.dataset.palette.toLowerCase().includes(query))
      .map(element => this.action(element))
    this.actionsTarget.replaceChildren(...actions)
  }

  action(element) {
    const option = Object.assign(document.createElement("button"), { type: "button", className: "popover-item", textContent: element.dataset.palette, tabIndex: -1 })
    option.setAttribute("role", "option")
    option.addEventListener("click", () => {
      this.dialogTarget.close()
      press(element)
    })
    return option
  }

  get options() { return [...this.dialogTarget.querySelectorAll("[role=option]")] }

  moved(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const options = this.options
    if (step) {
      event.preventDefault()
      if (options.length > 0) this.select((this.at + step + options.length) % options.length)
    } else if (event.key === "Enter") {
      event.preventDefault()
      options[this.at]?.click()
    }
  }

  select(index) {
    this.at = index
    this.options.forEach((option, i) => {
      option.id = `palette-option-${i}`
      option.setAttribute("aria-selected", i === index)
      if (i === index) option.scrollIntoView({ block: "nearest" })
    })
    this.queryTarget.setAttribute("aria-activedescendant", `palette-option-${index}`)
  }
}
