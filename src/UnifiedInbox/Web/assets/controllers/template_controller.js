import { Controller } from "@hotwired/stimulus"

// Templates in the composer. "/" at the start of a word opens the list; what is typed searches it, arrows walk it, Enter puts the
// template in, Escape gives the "/" back as a letter. Variables that nothing is known of stay in the text to be filled in: they are
// named and marked, and the message does not leave before.
export default class extends Controller {
  static targets = ["button", "menu", "search", "list", "missing"]
  static values = { src: String, known: Array }

  disconnect() { globalThis.CSS?.highlights?.delete("template-missing") }

  get composer() { return document.getElementById("composer") && this.application.getControllerForElementAndIdentifier(document.getElementById("composer"), "composer") }
  get options() { return [...this.listTarget.querySelectorAll("[role=option]")] }

  // Opening

  slash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
    const { composer } = this
    if (!composer?.hasTextTarget || event.target !== composer.field || !startsWord(composer)) return
    event.preventDefault()
    this.open()
    this.bySlash = true
  }

  open() {
    if (!this.composer?.hasTextTarget) return
    this.bySlash = false
    this.searchTarget.value = ""
    this.menuTarget.showPopover()
    this.place()
    this.searchTarget.focus()
    this.searched()
  }

  toggled({ newState }) {
    if (newState === "closed") this.abort?.abort()
  }

  place() {
    const { left, top, width } = document.getElementById("composer").getBoundingClientRect()
    const { style } = this.menuTarget
    style.left = `${Math.max(8, left + 8)}px`
    style.width = `${Math.min(width - 16, 560)}px`
    style.bottom = `${innerHeight - top + 4}px`
    style.maxHeight = `${top - 16}px`
  }

  // Searching and walking

  async searched() {
    if (this.bySlash && this.searchTarget.value === " ") return this.giveBack()
    this.abort?.abort()
    this.abort = new AbortController()
    const url = new URL(this.srcValue, location.href)
    url.search = new URLSearchParams({ search: this.searchTarget.value, channel: this.composer.channel, inboxId: this.composer.inbox.value })
    try {
      const answer = await fetch(url, { signal: this.abort.signal, headers: { Accept: "text/html" } })
      if (!answer.ok || answer.redirected) return
      this.listTarget.innerHTML = await answer.text()
      this.mark(this.options[0])
      this.enterWhenThere()
    } catch (error) {
      if (error.name !== "AbortError") this.listTarget.textContent = "No connection."
    }
  }

  key(event) {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const { options } = this
    if (step && options.length > 0) this.mark(options[(options.indexOf(this.marked) + step + options.length) % options.length])
    else if (event.key === "Enter") this.enter()
    else if (event.key === "Escape") this.giveBack()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  // Enter may be quicker than the answer to what was typed.
  enter() {
    if (this.marked?.isConnected && this.searchTarget.value === this.answered) this.take(this.marked)
    else this.wantsEnter = true
  }

  enterWhenThere() {
    this.answered = this.searchTarget.value
    if (this.wantsEnter && this.marked) this.take(this.marked)
    this.wantsEnter = false
  }

  mark(option) {
    for (const one of this.options) one.setAttribute("aria-selected", one === option)
    this.marked = option
    if (option) this.searchTarget.setAttribute("aria-activedescendant", option.id)
    option?.scrollIntoView({ block: "nearest" })
  }

  over({ target }) {
    const option = target.closest("[role=option]")
    if (option && option !== this.marked) this.mark(option)
  }

  choose({ target }) {
    const option = target.closest("[role=option]")
    if (option) this.take(option)
  }

  giveBack() {
    this.menuTarget.hidePopover()
    if (this.bySlash) this.composer.insert(`/${this.searchTarget.value}`)
    else this.composer.field.focus()
  }

  // Putting in

  take({ dataset: { content, html, subject } }) {
    const { composer } = this
    this.menuTarget.hidePopover()
    const subjectField = composer.byEmail && composer.mail?.fields.find(field => field.name === "subject")
    if (subject && subjectField && !subjectField.value.trim()) subjectField.value = subject
    if (composer.mail?.rich && html) {
      composer.field.focus()
      composer.field.editor.insertHTML(html)
    } else composer.insert(content)
    composer.typed()
    this.check()
    if (this.left[0]) this.select(this.left[0])
  }

  // What is still to be filled in

  get left() {
    const { composer } = this
    if (!composer?.hasTextTarget) return []
    const subject = composer.byEmail ? composer.mail?.fields.find(field => field.name === "subject")?.value ?? "" : ""
    return [...new Set([...`${subject}\n${composer.words}`.matchAll(/\{\{([^{}|\r\n]{1,200})(?:\|[^{}]*)?\}\}/g)].filter(([, name]) => this.knows(name.trim())).map(([whole]) => whole))]
  }

  knows(name) { return this.knownValue.includes(name) || /^contact\.(metadata|social)\../.test(name) }

  check() {
    const { left } = this
    this.missingTarget.hidden = left.length === 0
    this.missingTarget.replaceChildren(...left.length === 0 ? [] : ["Fill in: ", ...left.map(whole => {
      const chip = Object.assign(document.createElement("button"), { type: "button", className: "template-mark", textContent: nameOf(whole) })
      chip.addEventListener("click", () => this.select(whole))
      return chip
    })])
    this.highlight(left)
    this.sayOnButton(left)
  }

  sayOnButton(left) {
    const send = this.composer?.hasSendTarget && this.composer.sendTarget
    const words = send && [...send.childNodes].findLast(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
    if (!words) return
    this.sendWords ??= words.textContent
    words.textContent = left.length > 0 ? `Fill in ${nameOf(left[0])}` : this.sendWords
    send.setAttribute("aria-disabled", left.length > 0)
  }

  // In rich text where they stand; a plain field can only select one.
  highlight(left) {
    const marks = globalThis.CSS?.highlights
    if (!marks) return
    marks.delete("template-missing")
    if (left.length === 0 || !this.composer.mail?.rich) return
    marks.set("template-missing", new Highlight(...left.flatMap(whole => rangesOf(this.composer.field, whole))))
  }

  select(whole) {
    const { composer } = this
    const subject = composer.byEmail && composer.mail?.fields.find(field => field.name === "subject")
    const field = subject && subject.value.includes(whole) ? subject : composer.field
    const at = field === composer.field && composer.mail?.rich ? field.editor.getDocument().toString().indexOf(whole) : field.value.indexOf(whole)
    field.focus()
    if (at < 0) return
    if (field.editor) field.editor.setSelectedRange([at, at + whole.length])
    else field.setSelectionRange(at, at + whole.length)
  }

  guard(event) {
    const { left } = this
    if (left.length === 0) return
    event.preventDefault()
    this.composer.say(`Fill in ${left.map(nameOf).join(", ")} first`)
    this.select(left[0])
  }
}

const nameOf = whole => whole.slice(2, -2).split("|")[0].trim()

// Whether the caret stands where a word begins.
function startsWord({ field, mail }) {
  const [from, to] = mail?.rich ? field.editor.getSelectedRange() : [field.selectionStart, field.selectionEnd]
  const text = mail?.rich ? field.editor.getDocument().toString() : field.value
  return from === to && (from === 0 || /\s/.test(text[from - 1]))
}

function rangesOf(element, whole) {
  const ranges = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = node.data.indexOf(whole); at >= 0; at = node.data.indexOf(whole, at + 1)) {
      const range = new Range()
      range.setStart(node, at)
      range.setEnd(node, at + whole.length)
      ranges.push(range)
    }
  }
  return ranges
}
