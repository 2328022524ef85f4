// The browser goes on by the policy of the page it loaded whole; each page Turbo brings in after it names a nonce of its own, which
// that policy does not know. Whoever asks (Turbo for scripts, Trix for styles) is told the one that counts.
const meta = () => document.querySelector("meta[name=csp-nonce]")
const nonce = meta()?.content

new MutationObserver(() => {
  const named = meta()
  if (named && nonce && named.content !== nonce) named.content = nonce
}).observe(document.head, { childList: true })
