import * as Turbo from "@hotwired/turbo"

// <turbo-stream action="place" target="list">: rows put where they belong in a list ordered by key, whether they are new, known
// and changed (then morphed), or known and moved. The list is <ol class="placed" data-order="newest|oldest">, its rows have an
// id and a data-key that sorts as text. A row older than everything loaded stays out while there is more to load: it comes with
// its page. What is being read does not move: the scroller (data-scroller, or data-scroller="bottom" where the end is what one
// wants to see) is put back to where it was. The list hears `placed`, with the new and the moved rows.
Turbo.StreamActions.place = function () {
  for (const list of this.targetElements) {
    const rows = [...this.templateContent.children]
    const changed = keepingPlace(list, () => rows.filter(row => place(list, row)))
    list.dispatchEvent(new CustomEvent("placed", { bubbles: true, detail: { rows: changed.map(row => document.getElementById(row.id)) } }))
  }
}

// Whether the row is new there, or moved.
function place(list, row) {
  const known = document.getElementById(row.id)
  if (known?.dataset.key === row.dataset.key && known.parentElement === list) {
    Turbo.morphElements(known, row)
    return false
  }
  const [newest, others] = [list.dataset.order === "newest", [...list.children].filter(other => other !== known)]
  // From the end where most rows arrive: the top of a list, the foot of a timeline, or after a page that was just appended.
  const after = others.findLast(other => newest ? other.dataset.key > row.dataset.key : other.dataset.key < row.dataset.key)
  if (known) known.remove()
  if (after) after.after(row)
  else list.prepend(row)
  return true
}

export function keepingPlace(list, work) {
  const scroller = list.closest("[data-scroller]")
  if (!scroller) return work()
  const endMatters = scroller.dataset.scroller === "bottom"
  const atEnd = endMatters && distanceFromEnd(scroller) < 80
  const top = scroller.getBoundingClientRect().top
  const anchor = endMatters || scroller.scrollTop > 0 ? [...list.children].find(row => row.getBoundingClientRect().bottom > top) : undefined
  const before = anchor?.getBoundingClientRect().top
  const result = work()
  if (atEnd) scroller.scrollTop = scroller.scrollHeight
  else if (anchor?.isConnected) scroller.scrollTop += anchor.getBoundingClientRect().top - before
  return result
}

export const distanceFromEnd = scroller => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
