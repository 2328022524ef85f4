// The changes of the last seconds. A thread that is being opened was read from the database a moment before it is on the
// screen, and what changed in between was told when nobody listened: it asks here.
const kept = []
const seconds = 10

export function remember(changes) {
  const now = performance.now()
  kept.push(...changes.map(change => ({ ...change, heardAt: now })))
  while (kept.length > 0 && now - kept[0].heardAt > seconds * 1000) kept.shift()
}

export const recent = wanted => kept.filter(change => performance.now() - change.heardAt <= seconds * 1000 && wanted(change))
