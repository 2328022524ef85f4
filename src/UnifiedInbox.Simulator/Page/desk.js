// The simulator's page. A custom element, so that it starts and stops with the page under Turbo as well as without it.
// The server tells by events which part has changed; the part is fetched as HTML and put in place.

const EVERYTHING_ELSE = "*";
const MAIL = "mail";

class CarrierDesk extends HTMLElement {
  connectedCallback() {
    this.base = this.getAttribute("base");
    this.ending = new AbortController();
    this.stale = new Set();
    const on = (type, handler) => this.addEventListener(type, (event) => handler.call(this, event), { signal: this.ending.signal });
    on("submit", this.submitted);
    on("click", this.clicked);
    on("change", this.changed);
    on("keydown", this.pressed);
    on("focusin", this.focused);
    this.localTimes(this);
    this.querySelectorAll("[data-thread]").forEach((thread) => (thread.scrollTop = thread.scrollHeight));
    this.listen();
  }

  disconnectedCallback() {
    this.ending.abort();
    this.events?.close();
    clearTimeout(this.retry);
    clearTimeout(this.refreshing);
  }

  listen() {
    this.events = new EventSource(`${this.base}/events`);
    this.events.onmessage = ({ data }) => this.invalidate(data);
    this.events.onerror = () => {
      // The browser reopens a broken stream by itself, but gives up after an answer such as 503.
      if (this.events.readyState === EventSource.CLOSED) this.retry = setTimeout(() => this.listen(), 2000);
    };
  }

  invalidate(what) {
    this.stale.add(what);
    this.refreshing ??= setTimeout(() => this.refresh(), 100);
  }

  async refresh() {
    const stale = this.stale;
    this.stale = new Set();
    this.refreshing = undefined;
    const everything = stale.has("all");
    const work = [...this.querySelectorAll("[data-phone]")]
      .filter((card) => everything || stale.has(card.dataset.phone))
      .map((card) => this.refreshThread(card));
    if (everything || stale.has(MAIL)) work.push(this.refreshMails());
    if (everything || [...stale].some((what) => what !== EVERYTHING_ELSE && what !== MAIL)) work.push(this.fill("[data-phones]", "phones"));
    if (everything || stale.has(EVERYTHING_ELSE)) work.push(this.refreshLog(), this.refreshSwitches());
    await Promise.all(work);
  }

  async refreshThread(card) {
    const thread = card.querySelector("[data-thread]");
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    const html = await this.html(`thread?address=${encodeURIComponent(card.dataset.phone)}`);
    if (html === null) return;
    thread.innerHTML = html;
    this.localTimes(thread);
    if (atEnd) thread.scrollTop = thread.scrollHeight;
  }

  async refreshLog() {
    const list = this.querySelector("[data-log] ul");
    const [open, top] = [[...this.querySelectorAll("[data-log] details[open]")].map((entry) => entry.dataset.key), list?.scrollTop];
    await this.fill("[data-log]", "log");
    open.forEach((key) => this.querySelector(`[data-log] details[data-key="${key}"]`)?.setAttribute("open", ""));
    if (top) this.querySelector("[data-log] ul").scrollTop = top;
  }

  async refreshMails() {
    const open = this.querySelector("[data-mails] details[open]")?.dataset.key;
    await this.fill("[data-mails]", "mails");
    if (open) this.querySelector(`[data-mails] details[data-key="${open}"]`)?.setAttribute("open", "");
  }

  // A field someone is typing in is not taken from under their fingers.
  async refreshSwitches() {
    const panel = this.querySelector("[data-switches]");
    const focused = panel.contains(document.activeElement) ? document.activeElement : null;
    if (focused?.type === "number" && focused.value !== focused.defaultValue) return;
    await this.fill("[data-switches]", "switches");
    if (focused?.name) panel.querySelector(`[name="${focused.name}"]`)?.focus();
  }

  async fill(selector, path) {
    const html = await this.html(path);
    const place = this.querySelector(selector);
    if (html === null || !place) return;
    place.innerHTML = html;
    this.localTimes(place);
  }

  async submitted(event) {
    event.preventDefault();
    const form = event.target;
    if (form.matches("[data-write]")) await this.write(form);
    if (form.matches("[data-add-phone]")) await this.addPhone(form);
    if (form.matches("[data-write-mail]")) await this.writeMail(form);
  }

  async addPhone(form) {
    const phone = await this.post("phones", Object.fromEntries(new FormData(form)));
    if (!phone) return;
    form.reset();
    form.closest("details").open = false;
    await this.open(phone.address);
  }

  async write(form) {
    const data = new FormData(form);
    data.set("from", form.closest("[data-phone]").dataset.phone);
    const hasFile = form.elements.file.files.length > 0;
    if (!hasFile) data.delete("file");
    if (!hasFile && !data.get("body").trim()) return form.elements.body.focus();
    form.elements.body.value = "";
    form.elements.file.value = "";
    this.showFile(form);
    // The text comes back when it could not be sent.
    if (!(await this.post("messages", data)) && !form.elements.body.value) form.elements.body.value = data.get("body");
  }

  async writeMail(form) {
    if (!(await this.post("mails", Object.fromEntries(new FormData(form))))) return;
    const { value } = form.elements.from;
    form.reset();
    form.elements.from.value = value;
    form.elements.answerTo.value = "";
  }

  answerMail({ answerMail, subject, person }) {
    const { elements } = this.querySelector("[data-write-mail]");
    elements.answerTo.value = answerMail;
    elements.subject.value = subject;
    if (person) elements.from.value = person;
    elements.text.focus();
  }

  async clicked({ target }) {
    const button = target.closest("button");
    if (!button) return;
    const { dataset } = button;
    const card = button.closest("[data-phone]");
    if (dataset.open) await this.open(dataset.open);
    if ("close" in dataset) this.close(card);
    if ("reset" in dataset) await this.post("switches/reset", {});
    if ("read" in dataset) await this.post("read", { address: card.dataset.phone });
    if (dataset.answerMail) this.answerMail(dataset);
    if (dataset.tell) await this.post(`mails/${dataset.mail}/fate`, { type: dataset.tell });
    if (button.type === "reset") button.form.elements.answerTo.value = "";
    if (dataset.say) await this.say(card, { body: dataset.say });
    if ("sample" in dataset) await this.say(card, { body: "", sample: "true" });
  }

  say(card, fields) {
    const data = new FormData();
    data.set("from", card.dataset.phone);
    data.set("to", card.querySelector("[name=to]").value);
    Object.entries(fields).forEach(([name, value]) => data.set(name, value));
    return this.post("messages", data);
  }

  async changed({ target }) {
    const form = target.form;
    if (target.type === "file") this.showFile(form);
    if (!form?.matches("[data-switchboard]")) return;
    if (!target.reportValidity()) return;
    const value = target.type === "checkbox" ? target.checked : target.type !== "number" ? target.value : target.value === "" ? null : Number(target.value);
    await this.post("switches", { [target.name]: value });
    target.defaultValue = target.value;
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches("textarea:not([data-plain])")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  }

  // Who opens the chat to write has read it.
  focused({ target }) {
    const address = target.closest("[data-phone]")?.dataset.phone;
    if (target.matches("textarea") && address?.startsWith("whatsapp:")) this.post("read", { address });
  }

  async open(address) {
    const find = () => [...this.querySelectorAll("[data-phone]")].find((card) => card.dataset.phone === address);
    if (!find()) {
      const html = await this.html(`phone?address=${encodeURIComponent(address)}`);
      if (html === null) return;
      this.querySelector("[data-cards]").insertAdjacentHTML("beforeend", html);
      this.localTimes(find());
      this.rememberOpen();
    }
    find().scrollIntoView({ block: "nearest", inline: "start" });
    find().querySelector("textarea").focus();
  }

  close(card) {
    card.remove();
    this.rememberOpen();
  }

  rememberOpen() {
    const open = [...this.querySelectorAll("[data-phone]")].map((card) => card.dataset.phone);
    history.replaceState(history.state, "", `?open=${encodeURIComponent(open.join(","))}`);
  }

  showFile(form) {
    form.querySelector("[data-file-name]").textContent = form.elements.file.files[0]?.name ?? "";
  }

  async html(path) {
    try {
      const response = await fetch(`${this.base}/${path}`, { signal: this.ending.signal });
      // Signed out meanwhile: what comes back is another page.
      if (response.redirected || response.status === 401) return location.reload() ?? null;
      if (response.ok) return await response.text();
    } catch (error) {
      if (error.name !== "AbortError") console.warn("The simulator does not answer", error);
    }
    return null;
  }

  // The answer, or null after a complaint.
  async post(path, data) {
    const form = data instanceof FormData;
    const headers = { "X-Simulator": "1", ...(form ? {} : { "Content-Type": "application/json" }) };
    try {
      const response = await fetch(`${this.base}/${path}`, { method: "POST", headers, body: form ? data : JSON.stringify(data) });
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
      this.complain(response.ok ? "" : (answer.error ?? `The simulator answered ${response.status}.`));
      return response.ok ? answer : null;
    } catch {
      this.complain("The simulator does not answer. Is the application running?");
      return null;
    }
  }

  complain(problem) {
    const place = this.querySelector("[data-problem]");
    place.textContent = problem;
    place.hidden = !problem;
  }

  localTimes(root) {
    for (const time of root.querySelectorAll("time")) {
      const seconds = time.textContent.length > 5 ? "2-digit" : undefined;
      time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: seconds });
      time.title = new Date(time.dateTime).toLocaleString();
    }
  }
}

customElements.get("carrier-desk") ?? customElements.define("carrier-desk", CarrierDesk);
