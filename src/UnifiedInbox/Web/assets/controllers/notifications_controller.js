import { Controller } from "@hotwired/stimulus"

// The bell. Asks the server what the person wants to be told of the messages that came in, and tells: a number at the bell and
// in the tab's title, a sound, a notification of the desktop. Of all tabs one tells, and none of a conversation that is being
// looked at.
export default class extends Controller {
  static targets = ["button", "badge", "list"]
  static values = { src: String }

  initialize() { [this.messages, this.notes] = [new Set(), new Set()] }

  connect() {
    this.unread = 0
    this.titles = new MutationObserver(() => this.showTitle())
    this.titles.observe(document.head, { childList: true, subtree: true, characterData: true })
    this.count()
  }

  disconnect() {
    this.titles.disconnect()
    clearTimeout(this.timer)
  }

  changed({ detail: { changes } }) {
    for (const change of changes) {
      if (change.kind === "message" && change.messageId) this.messages.add(change.messageId)
      if (change.kind === "mention") this.notes.add(change.noteId)
    }
    this.count()
  }

  // One question at a time; what comes meanwhile is asked next.
  count() {
    if (this.asking) return void (this.again = true)
    this.asking = true
    this.ask().catch(() => {}).finally(() => {
      this.asking = false
      if (this.again && this.element.isConnected) {
        this.again = false
        this.timer = setTimeout(() => this.count(), 500)
      }
    })
  }

  async ask() {
    const [messages, notes] = [[...this.messages].join(), [...this.notes].join()]
    this.messages.clear()
    this.notes.clear()
    const response = await fetch(`${this.srcValue}?messages=${messages}&notes=${notes}`, { headers: { Accept: "application/json" } })
    if (!response.ok || response.redirected) return
    const { news, unread, desktop, sound, titleBadge } = await response.json()
    this.unread = unread
    this.titleBadge = titleBadge
    this.showCount()
    this.showTitle()
    for (const item of news) await this.tell(item, desktop, sound)
  }

  showCount() {
    this.badgeTarget.hidden = this.unread === 0
    this.badgeTarget.textContent = this.unread > 99 ? "99+" : this.unread
    this.buttonTarget.setAttribute("aria-label", this.unread === 0 ? "Notifications" : `Notifications, ${this.unread} unread`)
  }

  showTitle() {
    const plain = document.title.replace(/^\(\d+\+?\) /, "")
    const title = this.titleBadge && this.unread > 0 ? `(${this.unread > 99 ? "99+" : this.unread}) ${plain}` : plain
    if (document.title !== title) document.title = title
  }

  async tell(item, desktop, sound) {
    if (this.isLookedAt(item) || !await this.first(item)) return
    if (sound) chime()
    if (!desktop || !("Notification" in window) || Notification.permission !== "granted") return
    const shown = new Notification(item.title, { body: item.body, tag: item.url, icon: "/favicon.svg" })
    shown.onclick = () => {
      window.focus()
      location.href = item.url
      shown.close()
    }
  }

  isLookedAt(item) {
    return document.visibilityState === "visible" && document.hasFocus()
      && document.querySelector("[data-conversation-opened]")?.dataset.conversationOpened === item.conversationId
  }

  // Whether this tab is the first that tells of the message. Without locks (plain http) two may: the same tag makes them one.
  async first(item) {
    const claim = () => {
      const told = JSON.parse(localStorage.getItem("told") ?? "[]")
      if (told.includes(item.messageId)) return false
      localStorage.setItem("told", JSON.stringify([...told, item.messageId].slice(-50)))
      return true
    }
    return navigator.locks ? navigator.locks.request("told", claim) : claim()
  }

  async list() {
    try {
      const response = await fetch("/notifications", { headers: { Accept: "text/html" } })
      if (response.ok && !response.redirected) this.listTarget.innerHTML = await response.text()
    } catch {
      this.listTarget.textContent = "No connection."
    }
  }
}

// Two soft notes; made here, so that there is no file to load. Silent until the person has touched the page, as browsers want it.
function chime() {
  const audio = new AudioContext()
  const now = audio.currentTime
  for (const [note, at] of [[660, 0], [880, 0.12]]) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()]
    tone.frequency.value = note
    volume.gain.setValueAtTime(0, now + at)
    volume.gain.linearRampToValueAtTime(0.12, now + at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.001, now + at + 0.3)
    tone.connect(volume).connect(audio.destination)
    tone.start(now + at)
    tone.stop(now + at + 0.32)
  }
  setTimeout(() => audio.close(), 1000)
}
