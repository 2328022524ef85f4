import { Controller } from "@hotwired/stimulus"

// Asks the browser for passkeys. What needs them stays hidden where a browser has none.
export default class extends Controller {
  static targets = ["supported", "error", "name"]
  static values = { returnUrl: String }

  connect() {
    if (!window.PublicKeyCredential) return
    for (const part of this.supportedTargets) part.hidden = false
    if (this.hasReturnUrlValue || this.element.querySelector("[autocomplete~=webauthn]")) this.offerInField()
  }

  disconnect() { this.waiting?.abort() }

  // Passkeys appear among the browser's suggestions for the email field, without a click.
  async offerInField() {
    if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return
    try { await this.assert("conditional") } catch { /* ignored: the button is there for those who want to know why */ }
  }

  async signIn() {
    await this.attempt(() => this.assert("optional"))
  }

  async add(event) {
    event.preventDefault()
    await this.attempt(async () => {
      const options = fromJson(await post("/account/passkeys/options"))
      const credential = await navigator.credentials.create({ publicKey: options })
      await post("/account/passkeys", { credential: toJson(credential), name: this.hasNameTarget ? this.nameTarget.value : "" })
      window.Turbo?.visit ? window.Turbo.visit(location.href, { action: "replace" }) : location.reload()
    })
  }

  async assert(mediation) {
    this.waiting?.abort()
    this.waiting = new AbortController()
    const options = fromJson(await post("/sign-in/passkey/options"))
    const credential = await navigator.credentials.get({ publicKey: options, mediation, signal: this.waiting.signal })
    const { location: to } = await post("/sign-in/passkey", { credential: toJson(credential), returnUrl: this.returnUrlValue })
    location.assign(to)
  }

  async attempt(work) {
    this.say("")
    try { await work() } catch (error) {
      // The person closed the browser's dialog, or it timed out: no news to them.
      if (error.name !== "NotAllowedError" && error.name !== "AbortError") this.say(error.message)
    }
  }

  say(text) {
    if (!this.hasErrorTarget) return
    this.errorTarget.textContent = text
    this.errorTarget.hidden = text === ""
  }
}

async function post(url, body = {}) {
  const response = await fetch(url, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body),
  })
  if (response.status === 204) return null
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail ?? "That did not work. Try again.")
  return answer
}

// The server's options hold bytes as base64url; the browser wants buffers. (parseCreationOptionsFromJSON is too young.)
function fromJson(options) {
  const described = (list) => list?.map((item) => ({ ...item, id: bytes(item.id) }))
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: described(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: described(options.allowCredentials) }),
  }
}

// Not credential.toJSON(): password managers that stand in for the browser often leave it out.
function toJson(credential) {
  const { response } = credential
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      authenticatorData: text(response.authenticatorData ?? response.getAuthenticatorData?.()),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
      transports: response.getTransports?.(),
    },
  }
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function text(buffer) {
  if (!buffer) return undefined
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}
