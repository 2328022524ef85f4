import { Controller } from "@hotwired/stimulus"
import { recent } from "../recent"
import { distanceFromEnd } from "../place"

// A timeline: stands at its end, stays there while one is there, and says how much came while one read further up. Asks for
// the messages that changed. Tells the server that it was read, while somebody looks at it.
export default class extends Controller {
  static targets = ["scroller", "list", "jump", "count"]
  static values = { read: String, contact: String }

  initialize() {
    this.messages = new Set()
    this.arrived = 0
  }

  connect() {
    this.scrollerTarget.scrollTop = this.scrollerTarget.scrollHeight
    const asked = document.getElementById(location.hash.slice(1))
    if (asked && this.listTarget.contains(asked)) this.show(asked)
    this.scrolled()
    this.markRead()
    this.resized = new ResizeObserver(() => this.stayAtEnd())
    this.resized.observe(this.scrollerTarget)
    document.addEventListener("visibilitychange", this.looked)
    addEventListener("focus", this.looked)
    const missed = recent(change => change.contactId === this.contactValue && (change.messageId ?? change.noteId))
    if (missed.length > 0) setTimeout(() => this.element.dispatchEvent(new CustomEvent("live:change", { detail: { changes: missed } })))
  }

  disconnect() {
    this.resized.disconnect()
    document.removeEventListener("visibilitychange", this.looked)
    removeEventListener("focus", this.looked)
  }

  changed({ detail: { changes } }) {
    for (const change of changes) if (change.messageId ?? change.noteId) this.messages.add(change.messageId ?? change.noteId)
  }

  lost() { this.messages.clear() }

  ask(event) {
    const url = new URL(event.detail.url, location.href)
    if (this.messages.size > 0) url.searchParams.set("messages", [...this.messages].join())
    this.messages.clear()
    event.detail.url = url.href
  }

  placed({ detail: { rows } }) {
    this.divideDays()
    // What is scheduled stands below, and is nobody's answer yet.
    const newest = [...this.listTarget.children].findLast(row => !("scheduled" in row.dataset))
    if (rows.some(row => "scheduled" in row.dataset && row.dataset.author === "me")) this.stayAtEnd()
    if (!newest || !rows.includes(newest)) return
    if (newest.dataset.author === "me") this.toNewest()
    if (distanceFromEnd(this.scrollerTarget) > 80) this.arrived += 1
    this.scrolled()
    this.markRead()
    this.dispatch("newest", { detail: { key: newest.dataset.key, author: newest.dataset.author } })
  }

  // A day is written above its first message, a subject above the first mail it has, wherever messages came in between.
  divideDays() {
    let day, subject
    for (const row of this.listTarget.children) {
      const line = row.querySelector(".day-line")
      if (line) line.hidden = row.dataset.day === day
      day = row.dataset.day
      const heading = row.querySelector(":scope > .subject-line")
      if (heading) heading.hidden = row.dataset.subject === subject
      subject = row.dataset.subject ?? subject
    }
  }

  // A composer that grows (a long text, a refusal) takes its room from the timeline: who read its end still does.
  stayAtEnd() {
    if (this.isAtEnd) this.scrollerTarget.scrollTop = this.scrollerTarget.scrollHeight
  }

  scrolled() {
    const away = distanceFromEnd(this.scrollerTarget)
    this.isAtEnd = away < 80
    if (away < 80) this.arrived = 0
    if (!this.hasJumpTarget) return
    this.jumpTarget.hidden = away < 400 && this.arrived === 0
    this.countTarget.textContent = this.arrived > 0 ? `${this.arrived} new` : "Newest"
  }

  toNewest() { this.scrollerTarget.scrollTo({ top: this.scrollerTarget.scrollHeight }) }

  goTo(event) {
    event.preventDefault()
    const quoted = document.getElementById(event.currentTarget.hash.slice(1))
    if (quoted) this.show(quoted)
  }

  show(row) {
    row.scrollIntoView({ block: "center" })
    row.animate([{ background: "var(--color-base-300)" }, { background: "transparent" }], 1200)
  }

  looked = () => this.markRead()

  markRead() {
    if (!this.hasReadValue || document.hidden || !document.hasFocus()) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      if (this.element.isConnected) fetch(this.readValue, { method: "POST", headers: { Accept: "text/vnd.turbo-stream.html" }, keepalive: true }).catch(() => {})
    }, 150)
  }
}
