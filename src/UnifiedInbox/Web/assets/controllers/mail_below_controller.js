import { Controller } from "@hotwired/stimulus"

// Under the words of an email: the signature of the sender that is chosen and the mail that is answered, as they will leave. Asked for
// anew whenever sender or mail is another. What is sent does not depend on it: the server puts both there by itself.
export default class extends Controller {
  static targets = ["place"]

  connect() {
    this.form = this.element.closest("form")
    this.observer = new MutationObserver(() => this.look()) // the fields of the email are put in place anew (AnswerEmail)
    this.observer.observe(this.form, { childList: true })
    this.composer = this.element.closest("[data-controller~=composer]")
    for (const event of ["composer:typed", "composer:routed", "composer:sent"]) this.composer.addEventListener(event, this.look)
    queueMicrotask(this.look)
  }

  disconnect() {
    this.observer.disconnect()
    for (const event of ["composer:typed", "composer:routed", "composer:sent"]) this.composer.removeEventListener(event, this.look)
  }

  look = () => {
    const inbox = this.form.querySelector("input[name=inboxId]:checked")
    this.element.hidden = inbox?.dataset.channel !== "email"
    if (this.element.hidden) return
    const url = `/messages/below?inboxId=${inbox.value}&replyToId=${this.value("replyToId")}&forwardOfId=${this.value("forwardOfId")}`
    if (this.url !== url) this.load(this.url = url)
  }

  async load(url) {
    const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null)
    if (!response?.ok || response.redirected) return
    const html = await response.text()
    // Another sender or mail may have been chosen meanwhile.
    if (this.url === url) this.placeTarget.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes)
  }

  value(name) { return this.form.querySelector(`input[name=${name}]`)?.value ?? "" }
}
