// The shortcuts of the page as it stands: read from the elements each time, so that nothing has to be registered.
export function shortcuts() {
  return [...document.querySelectorAll("[data-shortcut]")]
    .filter(element => !element.disabled && !element.closest("[inert]"))
    .map(element => ({
      element,
      keys: element.dataset.shortcut.split("|"),
      group: element.dataset.shortcutGroup || "This page",
    }))
    // What the page itself offers goes before what the frame offers under the same key, such as "/" for its own search.
    .sort((a, b) => (a.group === "Everywhere") - (b.group === "Everywhere"))
}

export const label = element =>
  element.dataset.shortcutLabel || element.getAttribute("aria-label") || element.labels?.[0]?.textContent.trim() || element.title || element.placeholder || element.textContent.trim().replace(/\s+/g, " ")

export function press(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable=true]")) {
    element.focus()
    element.select?.()
  } else {
    element.click()
  }
}

export function keyName(event) {
  if (["Control", "Meta", "Shift", "Alt"].includes(event.key) || !event.key || event.altKey) return null
  const mod = event.ctrlKey || event.metaKey ? "mod+" : ""
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  // "?" and "/" already carry their Shift; letters and named keys say it.
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key)) ? "shift+" : ""
  return mod + shift + key
}

const apple = /Mac|iPhone|iPad/.test(navigator.platform)
const names = { mod: apple ? "⌘" : "Ctrl", shift: "⇧", Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵" }
export const shown = key => names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
