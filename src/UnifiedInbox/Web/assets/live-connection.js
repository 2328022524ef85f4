// One connection to the feed (/live, for members /portal/live): reopened with back-off, resumed at the last cursor. Used by the SharedWorker, or by a tab where
// there is none.
export class LiveConnection {
  constructor({ path, change, passing, reload, state }) {
    Object.assign(this, { path, change, passing, reload, state, tries: 0 })
  }

  open(cursor) {
    this.cursor = cursor
    this.connect()
  }

  connect() {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = new EventSource(`${this.path}?after=${encodeURIComponent(this.cursor)}`)
    this.source.onopen = () => {
      this.tries = 0
      this.state("open")
    }
    this.source.onerror = () => this.again()
    this.source.addEventListener("change", event => {
      this.cursor = event.lastEventId
      this.change(event.lastEventId, JSON.parse(event.data))
    })
    // Told once and not kept: it moves no cursor.
    this.source.addEventListener("passing", event => this.passing(JSON.parse(event.data)))
    this.source.addEventListener("reload", event => {
      this.cursor = event.lastEventId
      this.reload(event.lastEventId)
    })
  }

  // EventSource gives up after an HTTP error such as 503, so reopening is ours: 0.5 s, doubled up to 30 s, with jitter so
  // that a restarted server is not met by everyone at once.
  again() {
    this.source.close()
    this.state("closed")
    const wait = Math.min(30000, 500 * 2 ** this.tries++) * (0.5 + Math.random() / 2)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.connect(), wait)
  }

  // The network came back, or the tab was woken: no need to wait out the back-off.
  hurry() {
    if (this.source?.readyState !== EventSource.OPEN) {
      this.tries = 0
      this.connect()
    }
  }

  close() {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = null
  }
}

// Cursors are epoch.xid.seq. Negative: a before b; null: not comparable.
export function compare(a, b) {
  const [epochA, xidA, seqA] = a.split(".")
  const [epochB, xidB, seqB] = b.split(".")
  if (!xidA || epochA !== epochB) return null
  const difference = BigInt(xidA) - BigInt(xidB) || BigInt(seqA) - BigInt(seqB)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
