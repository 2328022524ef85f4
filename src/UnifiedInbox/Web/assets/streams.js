import { session } from "@hotwired/turbo"

// Streams are applied as they are. Turbo's own way gives the focus back, a frame later, to what had it before a stream, even where
// the person has moved on in that frame: Escape and "a" would write an "a" into the message instead of assigning it. It also puts
// a copy in the place of each permanent element that a stream names, so that a mail's frame loads anew; morphs keep those anyway.
session.streamMessageRenderer.render = ({ fragment }) => document.documentElement.append(fragment)

// Only what a stream itself takes the focus from gets it back, at once.
addEventListener("turbo:before-stream-render", ({ detail }) => {
  const { render } = detail
  detail.render = async stream => {
    const { activeElement: held } = document
    await render(stream)
    if (held?.id && !held.isConnected && document.activeElement === document.body) document.getElementById(held.id)?.focus({ preventScroll: true })
  }
})
