// Fetches and parses every mail of a mailbox with imapflow and mailparser: node read.mjs PORT USER PASSWORD
// Prints one line of JSON. What mailparser makes beyond a mail's own parts (HTML of text, links) is switched off.
import { ImapFlow } from "imapflow"
import { simpleParser } from "mailparser"

const [port, user, pass] = process.argv.slice(2)
const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true }
const client = new ImapFlow({ host: "127.0.0.1", port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false })
const began = process.hrtime.bigint()
await client.connect()
const lock = await client.getMailboxLock("INBOX", { readOnly: true })
let mails = 0
let bytes = 0
for await (const message of client.fetch("1:*", { source: true, uid: true, flags: true, internalDate: true })) {
  const mail = await simpleParser(message.source, options)
  mails += 1
  bytes += (mail.text?.length ?? 0) + (mail.html ? mail.html.length : 0) + mail.attachments.reduce((sum, file) => sum + file.size, 0)
}
lock.release()
await client.logout()
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ mails, content: bytes, seconds: Number(process.hrtime.bigint() - began) / 1e9, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1000 }))
