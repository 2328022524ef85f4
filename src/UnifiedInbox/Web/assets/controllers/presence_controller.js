import { Controller } from "@hotwired/stimulus"

// Tells colleagues that somebody has this conversation open, and whether they are typing: every few seconds while the tab is looked
// at, at once when it changes. Who stops saying so is gone for the others after ten seconds; leaving says goodbye.
const pause = 4000
const rest = 5000 // without a key: not typing any more
const tab = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit => (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16))
let number = Date.now() // counts up, over visits too

export default class extends Controller {
  static values = { url: String }

  connect() {
    document.addEventListener("visibilitychange", this.looked)
    addEventListener("pagehide", this.left)
    addEventListener("pageshow", this.looked)
    this.looked()
  }

  disconnect() {
    document.removeEventListener("visibilitychange", this.looked)
    removeEventListener("pagehide", this.left)
    removeEventListener("pageshow", this.looked)
    this.left()
  }

  looked = () => document.hidden ? this.left() : this.beat()

  left = () => {
    clearInterval(this.timer)
    clearTimeout(this.resting)
    this.timer = null
    if (!this.doing) return
    this.doing = this.typing = null
    navigator.sendBeacon?.(this.address("gone"))
  }

  typed() {
    clearTimeout(this.resting)
    this.resting = setTimeout(() => this.rested(), rest)
    this.typing = true
    if (this.doing !== "typing") this.beat()
  }

  rested() {
    clearTimeout(this.resting)
    this.typing = false
    if (this.doing === "typing") this.beat()
  }

  beat() {
    clearInterval(this.timer)
    this.timer = setInterval(() => this.say(), pause)
    this.say()
  }

  say() {
    if (document.hidden) return
    this.doing = this.typing ? "typing" : "viewing"
    fetch(this.address(this.doing), { method: "POST" }).catch(() => {})
  }

  address(doing) { return `${this.urlValue}?tab=${tab}&n=${++number}&doing=${doing}` }
}
