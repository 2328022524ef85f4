import { Controller } from "@hotwired/stimulus"
import { foreignTo, plain, segmentsOf, segmentsWithout } from "../sms_text"

// Under the words of a text message: how many segments it is billed as, about what it costs, and which characters make it longer,
// with what could stand in their place.
const named = { "\u00A0": "non-breaking space", "\t": "tab", "\u200B": "zero-width space", "\u202F": "narrow space", "\uFEFF": "byte order mark", "\u200D": "joiner", "\uFE0F": "emoji mark" }
const shown = 5

export default class extends Controller {
  static targets = ["count", "foreign", "why", "signs", "all"]

  // The words are those of the form around it; their price is on the sender that is chosen.
  get text() { return this.element.closest("form").querySelector("#composer-text") }
  get route() { return this.element.closest("form").querySelector("input[name=inboxId]:checked")?.dataset ?? {} }

  count() {
    const { text, route } = this
    const applies = route.channel === "sms" && !text.disabled && text.value.length > 0
    this.element.hidden = !applies
    if (!applies) return
    if (this.element.closest("form").querySelector("input[name=attachments]").value) {
      this.countTarget.textContent = "Picture message (MMS): not counted in segments"
      this.foreignTarget.hidden = true
      return
    }
    const { segments, left, encoding } = segmentsOf(text.value)
    this.countTarget.textContent = [
      segments === 1 ? `1 segment, ${left} left` : `${segments} segments, ${left} left`,
      route.price === undefined ? "" : `about ${money(segments * Number(route.price), route.currency)}`,
    ].filter(Boolean).join(" · ")
    this.countTarget.title = encoding === "GSM-7" ? "Plain characters: 160 in one message, 153 in each part of a longer one" : "With characters outside the plain alphabet: 70 in one message, 67 in each part of a longer one"
    // A text that is one segment all the same is no longer for them; there is only less room in it.
    this.whyTarget.textContent = segments > segmentsWithout(text.value) ? "Longer because of" : "70 instead of 160 fit because of"
    this.name(foreignTo(text.value), segments - segmentsOf(plain(text.value)).segments)
  }

  name(foreign, saved) {
    this.foreignTarget.hidden = foreign.length === 0
    this.signsTarget.replaceChildren(...foreign.slice(0, shown).map(one => this.sign(one)), foreign.length > shown ? `and ${foreign.length - shown} more` : "")
    const swaps = foreign.filter(({ swap }) => swap !== undefined)
    this.allTarget.hidden = swaps.length === 0
    this.allTarget.textContent = saved > 0 ? `Replace all, saves ${saved}` : "Replace all"
  }

  sign({ sign, count, swap }) {
    const word = named[sign] ?? sign
    const times = count > 1 ? ` ×${count}` : ""
    if (swap === undefined) return Object.assign(document.createElement("span"), { className: "segment-sign", textContent: word + times })
    const by = swap === " " ? "a space" : swap || "nothing"
    const button = Object.assign(document.createElement("button"), { type: "button", className: "segment-sign segment-swap", textContent: `${word} → ${by}${times}`, title: `Replace ${word} by ${by}` })
    button.addEventListener("click", () => this.replace(text => text.replaceAll(sign, swap)))
    return button
  }

  replaceAll() { this.replace(plain) }

  // The cursor stays behind the same words.
  replace(change) {
    const { text } = this
    const before = change(text.value.slice(0, text.selectionStart))
    text.value = change(text.value)
    text.setSelectionRange(before.length, before.length)
    text.focus()
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function money(amount, currency) {
  const digits = amount > 0 && amount < 1 ? 4 : 2
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: digits }).format(amount)
  } catch {
    return `${amount.toFixed(digits)} ${currency}`
  }
}
