import { Controller } from "@hotwired/stimulus"
import { shortcuts, press, keyName, label, shown } from "../shortcuts"

// Keyboard shortcuts are attributes of the elements they press:
//
//   data-shortcut="e"            one key; "g i" = g, then i; "mod+k" = Ctrl+K or ⌘K; several ways by "|": "j|ArrowDown"
//   data-shortcut-label="Close"  what `?` calls it (else aria-label, title or the text)
//   data-shortcut-group="Thread" its heading in `?` (else "This page")
//
// A link or button is clicked, a field focused. Keys without mod or Escape rest while someone types.
export default class extends Controller {
  static targets = ["help", "list"]

  connect() { addEventListener("keydown", this.pressed) }

  disconnect() {
    removeEventListener("keydown", this.pressed)
    this.forget()
  }

  pressed = event => {
    if (event.defaultPrevented || event.isComposing) return
    const key = keyName(event)
    if (!key) return
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select") || event.target.isContentEditable
    if (typing && !key.includes("mod+") && key !== "Escape") return

    const sequence = this.waiting ? `${this.waiting} ${key}` : key
    this.forget()
    const reachable = shortcuts().filter(one => this.reachable(one.element))
    const found = reachable.find(one => one.keys.includes(sequence))
    if (found) {
      event.preventDefault()
      press(found.element)
    } else if (reachable.some(one => one.keys.some(keys => keys.startsWith(`${sequence} `)))) {
      this.waiting = sequence
      this.timer = setTimeout(() => this.forget(), 1200)
    }
  }

  // Under an open dialog only what is in it can be pressed.
  reachable(element) {
    const modal = [...document.querySelectorAll("dialog:modal")].pop()
    return !modal || modal.contains(element)
  }

  forget() {
    clearTimeout(this.timer)
    this.waiting = null
  }

  help() {
    const groups = new Map()
    for (const one of shortcuts()) {
      const group = groups.get(one.group) ?? new Map()
      // Where two of them share a key it means the first, see pressed.
      if (!group.has(one.keys[0])) groups.set(one.group, group.set(one.keys[0], one))
    }
    this.listTarget.replaceChildren(...[...groups].map(([name, list]) => section(name, [...list.values()])))
    this.helpTarget.showModal()
  }
}

function section(name, list) {
  const section = make("section", "break-inside-avoid mb-4")
  section.append(make("h3", "font-semibold text-sm mb-1", name), ...list.map(one => {
    const row = make("div", "flex justify-between items-center gap-4 py-1 text-sm", label(one.element))
    const keys = make("span", "flex gap-1 shrink-0")
    keys.append(...one.keys[0].split(/[ +]/).map(key => make("kbd", "kbd kbd-sm", shown(key))))
    row.append(keys)
    return row
  }))
  return section
}

const make = (tag, className, textContent = "") => Object.assign(document.createElement(tag), { className, textContent })
