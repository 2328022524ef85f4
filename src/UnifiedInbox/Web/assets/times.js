// The same words as Web/Times.cs, in the browser's zone (or the one the person chose: <html data-time-zone>).
const zone = () => document.documentElement.dataset.timeZone || undefined

const parts = date => {
  const found = Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: zone(), year: "numeric", month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(date).map(part => [part.type, part.value]))
  const monthIndex = new Intl.DateTimeFormat("en-GB", { timeZone: zone(), month: "numeric" }).format(date)
  const number = Date.UTC(found.year, monthIndex - 1, found.day) / 86400000
  return { ...found, month: found.month.slice(0, 3), number, clock: `${found.hour}:${found.minute}` }
}

const weekdays = { Mon: "Monday", Tue: "Tuesday", Wed: "Wednesday", Thu: "Thursday", Fri: "Friday", Sat: "Saturday", Sun: "Sunday" }

const date = (then, today) => `${then.day} ${then.month}${then.year === today.year ? "" : ` ${then.year}`}`

const formats = {
  clock: then => then.clock,
  short(then, today) {
    const days = today.number - then.number
    if (days === 0) return then.clock
    if (days === 1) return "Yesterday"
    if (days > 1 && days < 7) return then.weekday
    return date(then, today)
  },
  day(then, today) {
    const days = today.number - then.number
    if (days === 0) return "Today"
    if (days === 1) return "Yesterday"
    if (days === -1) return "Tomorrow"
    return `${weekdays[then.weekday]}, ${date(then, today)}`
  },
  ago(then, today, seconds) {
    if (seconds < -45) return `${formats.day(then, today)}, ${then.clock}`
    if (seconds < 45) return "just now"
    if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`
    if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`
    return formats.short(then, today)
  },
  full: then => `${weekdays[then.weekday]}, ${then.day} ${then.month} ${then.year}, ${then.clock}`,
}

export function format(name, when, now = new Date()) {
  return formats[name](parts(when), parts(now), (now - when) / 1000)
}
