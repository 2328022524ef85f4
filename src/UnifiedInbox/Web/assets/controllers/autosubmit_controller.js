import { Controller } from "@hotwired/stimulus"

// A filter form that sends itself: <form method="get" data-controller="autosubmit" data-action="input->autosubmit#later change->autosubmit#now">.
export default class extends Controller {
  disconnect() { clearTimeout(this.timer) }

  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.element.requestSubmit(), 250)
  }

  now(event) {
    if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) this.element.requestSubmit()
  }
}
