import { Controller } from "@hotwired/stimulus"

// Completion of names behind an @, in a plain text field. The focus stays in the field: arrows walk the list, Enter or Tab takes
// a name, Escape closes. Who was taken is kept by id, for the case that two have one name.
export default class extends Controller {
  static targets = ["text", "list", "ids"]
  static values = { src: String }

  get open() { return !this.listTarget.hidden }

  async typed() {
    const asked = this.asked()
    if (!asked) return this.close()
    this.people ??= fetch(this.srcValue, { headers: { Accept: "application/json" } }).then(answer => answer.ok ? answer.json() : [])
    const people = await this.people.catch(() => {
      this.people = null
      return []
    })
    const still = this.asked()
    if (still?.words !== asked.words || document.activeElement !== this.textTarget) return
    this.show(people.filter(person => fits(person.name, asked.words)).slice(0, 8))
  }

  // The @ before the caret and what stands behind it, if that may still become a name.
  asked() {
    const { value, selectionStart: caret, selectionEnd: end } = this.textTarget
    if (caret !== end) return null
    const [, words] = value.slice(0, caret).match(/(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}.'’_-]*(?: [\p{L}\p{N}.'’_-]*){0,3})$/u) ?? []
    return words === undefined ? null : { words, from: caret - words.length - 1, to: caret }
  }

  show(people) {
    if (people.length === 0) return this.close()
    this.shown = people
    this.listTarget.replaceChildren(...people.map((person, i) => {
      const item = document.createElement("li")
      item.id = `${this.listTarget.id}-${i}`
      item.role = "option"
      item.className = "mention-option"
      item.dataset.index = i
      item.append(person.name)
      if (!person.hasAccess) {
        const hint = document.createElement("span")
        hint.className = "text-xs text-muted"
        hint.textContent = "cannot open this conversation"
        item.append(hint)
      }
      return item
    }))
    this.listTarget.hidden = false
    this.mark(0)
  }

  mark(index) {
    this.index = index
    for (const item of this.listTarget.children) item.setAttribute("aria-selected", Number(item.dataset.index) === index)
    const marked = this.listTarget.children[index]
    this.textTarget.setAttribute("aria-activedescendant", marked.id)
    marked.scrollIntoView({ block: "nearest" })
  }

  key(event) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) this.mark((this.index + step + this.shown.length) % this.shown.length)
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.shown[this.index])
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  choose(event) {
    const item = event.target.closest("[role=option]")
    event.preventDefault() // the field keeps the focus
    if (item) this.take(this.shown[Number(item.dataset.index)])
  }

  take(person) {
    const asked = this.asked()
    if (!asked) return this.close()
    this.textTarget.setRangeText(`@${person.name} `, asked.from, asked.to, "end")
    this.idsTarget.value = [...new Set([...this.idsTarget.value.split(",").filter(Boolean), person.id])].join()
    this.close()
    this.dispatch("chosen")
  }

  close() {
    this.listTarget.hidden = true
    this.textTarget.removeAttribute("aria-activedescendant")
  }
}

const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// The beginning of the name, or of a later word of it.
function fits(name, words) {
  const [whole, asked] = [folded(name), folded(words)]
  return whole.startsWith(asked) || whole.split(/[\s-]+/).some((_, i, all) => i > 0 && all.slice(i).join(" ").startsWith(asked))
}
