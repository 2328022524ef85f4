// How many segments carriers bill a text at: the rules of Messages/Texts/SmsSegments.cs, and the same table of look-alikes.
import lookAlikes from "./look_alikes.json" with { type: "json" }

const basic = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
const extension = new Set("^{}\\[~]|€\f")
const table = new Map(Object.entries(lookAlikes).flatMap(([plain, signs]) => [...signs].map(sign => [sign, plain])))
const isGsm = sign => basic.has(sign) || extension.has(sign)

// What says the same in GSM-7, or undefined.
export const swapOf = sign => table.get(sign)?.replace(/^\s+$/, " ")

export const plain = text => [...text].map(sign => swapOf(sign) ?? sign).join("")

// What is seen as one character stays together: a letter with its accents, a flag, a family. Only a line break may be cut.
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })
const cut = text => Array.from(graphemes.segment(text), ({ segment }) => segment === "\r\n" ? ["\r", "\n"] : segment).flat()

export function segmentsOf(text) {
  const gsm = [...text].every(isGsm)
  const pieces = gsm ? [...text] : cut(text)
  const [single, part] = gsm ? [160, 153] : [70, 67]
  let [units, used, parts] = [0, 0, 1]
  for (const piece of pieces) {
    const width = gsm ? (extension.has(piece) ? 2 : 1) : piece.length
    if (used + width > part) [parts, used] = [parts + 1, 0]
    units += width
    used += width
  }
  const segments = units <= single ? 1 : parts
  return { encoding: gsm ? "GSM-7" : "UCS-2", units, segments, left: segments === 1 ? single - units : part - used }
}

// The characters that force UCS-2, in the order they come: [{ sign, count, swap }].
export function foreignTo(text) {
  const found = new Map()
  for (const sign of text) if (!isGsm(sign)) found.set(sign, (found.get(sign) ?? 0) + 1)
  return [...found].map(([sign, count]) => ({ sign, count, swap: swapOf(sign) }))
}

// The segments it would be if all of them were plain characters.
export const segmentsWithout = text => segmentsOf([...text].map(sign => isGsm(sign) ? sign : "?").join("")).segments
