import { Controller } from "@hotwired/stimulus"

// Applies the theme at once; the form is then sent, so that the server renders it from the start next time.
export default class extends Controller {
  choose({ params: { name } }) {
    if (name === "system") delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = name
    for (const button of this.element.querySelectorAll("[data-theme-name-param]")) {
      button.setAttribute("aria-pressed", button.dataset.themeNameParam === name)
    }
  }
}
