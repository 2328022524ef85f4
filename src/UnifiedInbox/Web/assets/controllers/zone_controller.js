import { Controller } from "@hotwired/stimulus"

// Tells the server this browser's time zone, so that the next page is written in it from the start.
export default class extends Controller {
  connect() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const cookie = `time_zone=${encodeURIComponent(zone)}`
    if (zone && !document.cookie.includes(cookie)) document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`
  }
}
