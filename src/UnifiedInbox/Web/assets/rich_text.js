// Loaded by composer_mail_controller.js where somebody may write an email: the editor is as large as everything else together.
import Trix from "trix"

Trix.config.attachments.preview.caption = { name: false, size: false }
