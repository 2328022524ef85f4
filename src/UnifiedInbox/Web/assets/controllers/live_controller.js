import { Controller } from "@hotwired/stimulus"
import { LiveConnection } from "../live-connection"

// Live pages. How a page uses it:
//
// 1. Whatever changes is a fragment with an id, a URL of its own, and the kinds of change it shows:
//
//      <section id="conversation-list" data-controller="live-frame"
//               data-live-src="/inbox/list?tab=mine" data-live-kinds="conversation message read"> … </section>
//      <section id="thread-…" data-controller="live-frame" data-live-src="/inbox/…/thread"
//               data-live-kinds="message delivery attachment" data-live-conversation="…"> … </section>
//
//    data-live-kinds is a list of kinds, or *; data-live-conversation, data-live-contact, data-live-message and
//    data-live-user narrow it to changes with that id. live_frame_controller.js then fetches the fragment again and morphs it.
// 2. A controller that wants to know more listens on such an element: data-action="live:change->thread#arrived"; the event's
//    detail is { changes: [{ kind, conversationId, contactId, messageId, userId, inboxId }] }. It does not bubble.
// 3. live:reload on the same elements means: what happened meanwhile is not known, fetch everything.
//
// The body carries the cursor of the moment the page was asked for (LiveCursor), so nothing is missed between rendering and
// connecting. Changes are gathered: the first after a pause goes out at once, then every 250 ms.
const gather = 250
let worker // one per document, kept over Turbo visits
let direct

export default class extends Controller {
  static values = { cursor: String, worker: String, path: { type: String, default: "/live" } }
  static targets = ["offline"]

  connect() {
    this.changes = []
    this.cursor = this.cursorValue
    addEventListener("pageshow", this.shown)
    addEventListener("pagehide", this.hidden)
    addEventListener("online", this.hurry)
    this.begin()
    this.begun = true
  }

  // The page was rendered anew in its place (a form that leads back to it), from what was known at that moment: behind what its parts
  // have fetched since, which then stands overwritten. What came after that moment is told once more.
  cursorValueChanged(cursor) {
    if (!this.begun || cursor === this.cursor) return
    this.cursor = cursor
    this.begin()
  }

  disconnect() {
    this.begun = false
    removeEventListener("pageshow", this.shown)
    removeEventListener("pagehide", this.hidden)
    removeEventListener("online", this.hurry)
    clearTimeout(this.timer)
    clearTimeout(this.offlineTimer)
    this.end()
  }

  begin() {
    if (typeof SharedWorker === "undefined") return this.beginDirect()
    try {
      worker ??= new SharedWorker(this.workerValue, { name: this.pathValue })
    } catch {
      return this.beginDirect()
    }
    worker.onerror = () => this.beginDirect()
    worker.port.onmessage = ({ data }) => this.heard(data)
    worker.port.postMessage({ type: "hello", cursor: this.cursor })
  }

  beginDirect() {
    direct?.close()
    direct = new LiveConnection({
      path: this.pathValue,
      change: (cursor, change) => this.heard({ type: "change", cursor, change }),
      passing: change => this.heard({ type: "passing", change }),
      reload: cursor => this.heard({ type: "reload", cursor }),
      state: state => this.heard({ type: "state", state }),
    })
    direct.open(this.cursor)
  }

  end() {
    if (worker) worker.port.postMessage({ type: "leave" })
    direct?.close()
  }

  // From the back/forward cache a page returns as it was: it goes on from its last cursor.
  shown = event => event.persisted && this.begin()
  hidden = () => this.end()
  hurry = () => direct ? direct.hurry() : worker?.port.postMessage({ type: "hurry" })

  heard(event) {
    if (event.type === "state") return this.showState(event.state)
    if (event.cursor) this.cursor = event.cursor
    if (event.type === "reload") this.reload = true
    else this.changes.push(event.change)
    this.timer ??= setTimeout(() => this.tell(), performance.now() - (this.toldAt ?? -gather) >= gather ? 10 : gather)
  }

  tell() {
    this.timer = null
    this.toldAt = performance.now()
    const [changes, reload] = [this.changes, this.reload]
    this.changes = []
    this.reload = false
    for (const element of document.querySelectorAll("[data-live-kinds]")) {
      const wanted = changes.filter(change => wants(element.dataset, change))
      if (reload) element.dispatchEvent(new CustomEvent("live:reload"))
      else if (wanted.length > 0) element.dispatchEvent(new CustomEvent("live:change", { detail: { changes: wanted } }))
    }
  }

  // A short gap (a restart, a changed network) is nobody's concern.
  showState(state) {
    clearTimeout(this.offlineTimer)
    this.element.dataset.liveState = state
    if (!this.hasOfflineTarget) return
    if (state === "open") this.offlineTarget.hidden = true
    else this.offlineTimer = setTimeout(() => { this.offlineTarget.hidden = false }, 5000)
  }
}

function wants(data, change) {
  const kinds = data.liveKinds.split(" ")
  return (kinds.includes("*") || kinds.includes(change.kind))
    && (!data.liveConversation || data.liveConversation === change.conversationId)
    && (!data.liveContact || data.liveContact === change.contactId)
    && (!data.liveMessage || data.liveMessage === change.messageId)
    && (!data.liveUser || data.liveUser === change.userId)
}
