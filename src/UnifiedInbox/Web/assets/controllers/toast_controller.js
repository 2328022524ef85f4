import { Controller } from "@hotwired/stimulus"

// A short message that leaves by itself, unless the person is at it. With 0 seconds it stays until it is closed.
export default class extends Controller {
  static values = { seconds: { type: Number, default: 6 } }

  connect() {
    if (this.secondsValue > 0) this.wait()
  }

  disconnect() { clearTimeout(this.timer) }

  wait() {
    this.timer = setTimeout(() => this.element.matches(":hover, :focus-within") ? this.wait() : this.close(), this.secondsValue * 1000)
  }

  close() { this.element.remove() }
}
