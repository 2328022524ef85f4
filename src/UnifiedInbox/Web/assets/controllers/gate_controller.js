import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"

// Says what would happen to the message before it is sent: asked again when the channel changes, and when writing pauses.
export default class extends Controller {
  static values = { url: String }

  connect() {
    this.form = this.element.closest("form")
    this.listen = new AbortController()
    const { signal } = this.listen
    this.form.addEventListener("input", () => this.later(), { signal })
    this.form.addEventListener("change", () => this.later(50), { signal })
    // Of any form here: an opt-out beside the message changes it as sending does.
    document.addEventListener("turbo:submit-end", () => this.later(300), { signal })
    // A colleague's answer or theirs changes what would happen.
    window.addEventListener("timeline:newest", () => this.later(300), { signal })
    this.later(0)
  }

  disconnect() {
    this.listen.abort()
    clearTimeout(this.timer)
    this.asking?.abort()
  }

  later(after = 600) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.ask(), after)
  }

  async ask() {
    if (!this.form.querySelector("input[name=inboxId]:checked")) return
    const body = new FormData(this.form)
    // A mail's words decide nothing here, and may be long.
    for (const name of ["html", "attachments"]) body.delete(name)
    this.asking?.abort()
    this.asking = new AbortController()
    const { signal } = this.asking
    const html = await this.fetch(body, signal)
    if (html !== null && !signal.aborted && this.element.isConnected && html !== this.said) {
      this.said = html
      Turbo.renderStreamMessage(html)
    }
  }

  // Null where there is no answer. It may be given up between its head and its body too.
  async fetch(body, signal) {
    try {
      const response = await fetch(this.urlValue, { method: "POST", body, signal, headers: { Accept: "text/vnd.turbo-stream.html" } })
      return response.ok ? await response.text() : null
    } catch {
      return null
    }
  }
}
