import { Controller } from "@hotwired/stimulus"
import { remember } from "../recent"

// The list of conversations: asks for the rows that changed instead of the whole list, marks the one that is opened, and walks
// by keyboard.
export default class extends Controller {
  static targets = ["scroller", "row"]

  initialize() { this.forget() }

  connect() {
    addEventListener("turbo:frame-load", this.opened)
    this.opened()
  }

  disconnect() { removeEventListener("turbo:frame-load", this.opened) }

  forget() {
    this.ids = new Set()
    this.contacts = new Set()
    this.everything = false
  }

  changed({ detail: { changes } }) {
    remember(changes)
    for (const change of changes) {
      if (change.conversationId) this.ids.add(change.conversationId)
      else if (change.contactId) this.contacts.add(change.contactId)
    }
  }

  lost() { this.everything = true }

  // live-frame is about to fetch: name what to fetch.
  ask(event) {
    const url = new URL(event.detail.url, location.href)
    if (this.current) url.searchParams.set("selected", this.current)
    if (!this.everything) {
      if (this.ids.size > 0) url.searchParams.set("ids", [...this.ids].join())
      if (this.contacts.size > 0) url.searchParams.set("contacts", [...this.contacts].join())
    }
    this.forget()
    event.detail.url = url.href
  }

  get current() { return document.querySelector("[data-conversation-opened]")?.dataset.conversationOpened }

  opened = () => {
    for (const row of this.rowTargets) this.mark(row)
    const at = this.rowTargets.findIndex(row => row.ariaCurrent === "true")
    if (at >= 0) this.place = at
  }

  rowTargetConnected(row) { this.mark(row) }

  mark(row) {
    if (row.dataset.conversation === this.current) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }

  next() { this.step(1) }
  previous() { this.step(-1) }

  // From the row that has the focus, else from the opened one; where that one has left the list, from where it was.
  step(by) {
    const rows = this.rowTargets
    if (rows.length === 0) return
    const at = [rows.indexOf(document.activeElement), rows.findIndex(row => row.ariaCurrent === "true")].find(index => index >= 0)
    const from = at ?? (this.place ?? 0) - (by > 0 ? 1 : 0)
    this.place = Math.max(0, Math.min(rows.length - 1, from + by))
    rows[this.place].focus()
  }
}
