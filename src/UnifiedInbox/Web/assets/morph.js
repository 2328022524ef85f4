// What a person is in the middle of survives a morph (live fragments, page refreshes): the field that has the focus,
// text typed but not sent, an opened <details>, <dialog> or menu, and elements marked data-turbo-permanent (Turbo's own rule).

const typed = element =>
  (element.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])") && element.value !== element.defaultValue)
  || (element.matches("input[type=checkbox], input[type=radio]") && element.checked !== element.defaultChecked)

addEventListener("turbo:before-morph-element", event => {
  const element = event.target
  if (element === document.activeElement && element.matches("input, textarea, select, [contenteditable]")) event.preventDefault()
  else if (typed(element)) event.preventDefault()
  else if (element.matches("[popover]") && element.matches(":popover-open")) event.preventDefault()
})

addEventListener("turbo:before-morph-attribute", event => {
  const { attributeName } = event.detail
  if (attributeName === "open" && event.target.matches("details, dialog")) event.preventDefault()
  // Controllers keep their state there while they are connected.
  if (event.target.hasAttribute("data-morph-keep") && event.target.dataset.morphKeep.split(" ").includes(attributeName)) event.preventDefault()
})
