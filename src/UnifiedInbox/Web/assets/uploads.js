// Files on their way to the server. They go up one by one, each with its own progress, and are named by id when the message is sent.

// Answers { id, url, name, contentType, size }, or rejects with words for people. `abort` in the handle stops it.
export function upload(file, progress, channel) {
  const request = new XMLHttpRequest()
  const done = new Promise((resolve, reject) => {
    const form = new FormData()
    form.append("file", file, file.name || "file")
    request.open("POST", `/api/attachments${channel ? `?channel=${channel}` : ""}`)
    request.responseType = "json"
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? Math.round(loaded / total * 100) : 0))
    request.addEventListener("load", () => request.status === 201 ? resolve(request.response) : reject(new Error(wordsOf(request.response))))
    request.addEventListener("error", () => reject(new Error("no connection")))
    request.addEventListener("abort", () => reject(new Error("stopped")))
    request.send(form)
  })
  return { done, abort: () => request.abort() }
}

// The same for a file at an address, which the server fetches.
export function fetchFrom(url, channel) {
  const stop = new AbortController()
  const done = fetch("/api/attachments/from-url", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ url, channel }), signal: stop.signal })
    .then(async response => {
      const answer = await response.json().catch(() => null)
      if (response.status !== 201) throw new Error(wordsOf(answer))
      return answer
    }, () => { throw new Error(stop.signal.aborted ? "stopped" : "no connection") })
  return { done, abort: () => stop.abort() }
}

const wordsOf = problem => Object.values(problem?.errors ?? {}).flat()[0] ?? problem?.detail ?? "not taken by the server"

export function inWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

const isPicture = type => ["image/jpeg", "image/png", "image/gif", "image/webp"].includes(type)

// The list under the words: a chip for each file, which takes itself away when its button is pressed.
export class FileList {
  constructor(element, changed) {
    this.element = element
    this.changed = changed
    this.files = []
  }

  get ids() { return this.files.filter(file => file.id).map(file => file.id) }
  get stored() { return this.files.filter(file => file.id).map(({ id, name, size, type }) => ({ id, name, size, type })) }
  get busy() { return this.files.some(file => !file.id && !file.failed) }

  set(files) {
    this.clear()
    for (const file of files) this.show({ ...file, type: file.type ?? file.contentType ?? "" })
  }

  clear() {
    for (const file of [...this.files]) this.remove(file)
  }

  // `start` begins to bring it to the server; what is known to be refused is not begun.
  async add(file, problem, start) {
    const entry = this.show({ name: file.name || "file", size: file.size, type: file.type, picture: file instanceof Blob && isPicture(file.type) ? URL.createObjectURL(file) : undefined })
    try {
      if (problem) throw new Error(problem)
      const sending = start(percent => {
        entry.bar.value = percent
        entry.state.textContent = `${percent} %`
      })
      entry.abort = sending.abort
      const stored = await sending.done
      Object.assign(entry, { id: stored.id, size: stored.size, type: stored.contentType })
      if (!entry.picture && isPicture(entry.type)) this.picture(entry, `${stored.url}/thumbnail`)
      entry.state.textContent = inWords(stored.size)
    } catch (error) {
      entry.failed = true
      this.mark(entry, error.message)
    }
    entry.bar.remove()
    if (this.files.includes(entry)) this.changed()
  }

  // Says what is wrong with a file, or that nothing is any more.
  mark(entry, problem) {
    if (entry.problem === problem) return
    entry.problem = problem
    entry.row.classList.toggle("composer-file-bad", !!problem)
    entry.state.textContent = problem ?? (entry.id ? inWords(entry.size) : "")
    entry.state.title = problem ?? ""
  }

  show(entry) {
    entry.row = document.createElement("li")
    entry.row.className = "composer-file"
    const name = Object.assign(document.createElement("span"), { className: "truncate", textContent: entry.name, title: entry.name })
    entry.state = Object.assign(document.createElement("span"), { className: "composer-file-state", textContent: entry.id ? inWords(entry.size) : "…" })
    entry.bar = Object.assign(document.createElement("progress"), { max: 100, className: "composer-file-bar" })
    entry.bar.setAttribute("aria-label", `${entry.name} is going up`)
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-ghost btn-xs btn-square ms-auto", textContent: "×" })
    remove.setAttribute("aria-label", `Remove ${entry.name}`)
    remove.addEventListener("click", () => this.remove(entry))
    const words = Object.assign(document.createElement("span"), { className: "composer-file-words" })
    words.append(name, entry.state)
    entry.row.append(words, remove)
    if (!entry.id) entry.row.append(entry.bar)
    if (entry.picture) this.picture(entry, entry.picture)
    else if (entry.id && isPicture(entry.type)) this.picture(entry, `/uploads/${entry.id}/thumbnail`)
    this.element.append(entry.row)
    this.files.push(entry)
    return entry
  }

  picture(entry, url) {
    const picture = Object.assign(document.createElement("img"), { src: url, alt: "", className: "composer-file-picture" })
    picture.addEventListener("error", () => picture.remove())
    entry.row.prepend(picture)
  }

  remove(entry) {
    if (!entry.id) entry.abort?.()
    if (entry.picture) URL.revokeObjectURL(entry.picture)
    entry.row.remove()
    this.files = this.files.filter(other => other !== entry)
    this.changed()
  }
}
