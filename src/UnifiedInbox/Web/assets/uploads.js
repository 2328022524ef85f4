// Files on their way to the server. They go up one by one, each with its own progress, and are named by id when the mail is sent.
export const mostBytes = 25 * 1024 * 1024

// Answers { id, url, name, size }, or rejects with words for people. `abort` in the handle stops it.
export function upload(file, progress) {
  const request = new XMLHttpRequest()
  const done = new Promise((resolve, reject) => {
    if (file.size > mostBytes) return reject(new Error("larger than 25 MB"))
    const form = new FormData()
    form.append("file", file, file.name || "file")
    request.open("POST", "/api/attachments")
    request.responseType = "json"
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? Math.round(loaded / total * 100) : 0))
    request.addEventListener("load", () => request.status === 201 ? resolve(request.response) : reject(new Error(request.response?.detail ?? "not taken by the server")))
    request.addEventListener("error", () => reject(new Error("no connection")))
    request.addEventListener("abort", () => reject(new Error("stopped")))
    request.send(form)
  })
  return { done, abort: () => request.abort() }
}

export function inWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

// The list under the words: a chip for each file, which takes itself away when its button is pressed.
export class FileList {
  constructor(element, changed) {
    this.element = element
    this.changed = changed
    this.files = []
  }

  get ids() { return this.files.filter(file => file.id).map(file => file.id) }
  get stored() { return this.files.filter(file => file.id).map(({ id, name, size }) => ({ id, name, size })) }
  get busy() { return this.files.some(file => !file.id && !file.failed) }

  set(files) {
    this.clear()
    for (const file of files) this.show({ ...file })
  }

  clear() {
    for (const file of [...this.files]) this.remove(file)
  }

  async add(file) {
    const entry = this.show({ name: file.name || "file", size: file.size })
    const sending = upload(file, percent => entry.state.textContent = `${percent} %`)
    entry.abort = sending.abort
    try {
      const stored = await sending.done
      entry.id = stored.id
      entry.state.textContent = inWords(stored.size)
    } catch (error) {
      entry.failed = true
      entry.state.textContent = error.message
      entry.row.classList.add("text-error")
    }
    this.changed()
  }

  show(entry) {
    entry.row = document.createElement("li")
    entry.row.className = "composer-file"
    const name = Object.assign(document.createElement("span"), { className: "truncate", textContent: entry.name, title: entry.name })
    entry.state = Object.assign(document.createElement("span"), { className: "text-xs text-muted shrink-0", textContent: entry.id ? inWords(entry.size) : "0 %" })
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-ghost btn-xs btn-square", textContent: "×" })
    remove.setAttribute("aria-label", `Remove ${entry.name}`)
    remove.addEventListener("click", () => this.remove(entry))
    entry.row.append(name, entry.state, remove)
    this.element.append(entry.row)
    this.files.push(entry)
    return entry
  }

  remove(entry) {
    if (!entry.id) entry.abort?.()
    entry.row.remove()
    this.files = this.files.filter(other => other !== entry)
    this.changed()
  }
}
