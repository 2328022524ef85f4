import { Controller } from "@hotwired/stimulus"

// Opens <dialog> elements: <button data-controller="dialog" data-action="dialog#open" data-dialog-id-param="the-dialog">.
// On the dialog itself, data-controller="dialog" data-action="click->dialog#beside" closes it by a click beside it; inside,
// <form method="dialog"> closes it.
export default class extends Controller {
  open({ params: { id } }) { document.getElementById(id)?.showModal() }

  close() { this.element.closest("dialog")?.close() }

  beside(event) {
    if (event.target === this.element) this.element.close()
  }
}
