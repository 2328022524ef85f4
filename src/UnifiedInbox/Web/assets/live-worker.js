import { LiveConnection, compare } from "./live-connection"

// The SharedWorker: one stream for all tabs, because a browser opens only six connections to a host over HTTP/1.1. A tab says
// hello with the cursor its page was rendered at, and gets what came since from the last events kept here. Its name is the path
// of the feed: members have one of their own.
const kept = []
const keep = 500
const tabs = new Map() // port → cursor of its page
let floor = null // everything after it is in `kept`
let state = "closed"
let idle

const connection = new LiveConnection({
  path: self.name,
  change(cursor, change) {
    kept.push({ cursor, change })
    if (kept.length > keep) floor = kept.shift().cursor
    for (const [port, at] of tabs) if (compare(cursor, at) !== -1) port.postMessage({ type: "change", cursor, change })
  },
  passing(change) {
    for (const port of tabs.keys()) port.postMessage({ type: "passing", change })
  },
  reload(cursor) {
    kept.length = 0
    floor = cursor
    for (const port of tabs.keys()) port.postMessage({ type: "reload", cursor })
  },
  state(now) {
    state = now
    for (const port of tabs.keys()) port.postMessage({ type: "state", state })
  },
})

function hello(port, cursor) {
  clearTimeout(idle)
  tabs.set(port, cursor)
  if (floor === null) {
    floor = cursor
    connection.open(cursor)
    return
  }
  if (!connection.source) connection.open(connection.cursor)
  port.postMessage({ type: "state", state })
  const age = compare(cursor, floor)
  if (age === null || age < 0) return port.postMessage({ type: "reload", cursor: connection.cursor })
  for (const { cursor: at, change } of kept) if (compare(at, cursor) === 1) port.postMessage({ type: "change", cursor: at, change })
}

// A visit leaves and says hello again within moments: the stream stays open that long.
function leave(port) {
  tabs.delete(port)
  clearTimeout(idle)
  if (tabs.size === 0) idle = setTimeout(() => connection.close(), 20000)
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.type === "hello") hello(port, data.cursor)
    else if (data.type === "leave") leave(port)
    else if (data.type === "hurry") connection.hurry()
  }
}

addEventListener("online", () => connection.hurry())
