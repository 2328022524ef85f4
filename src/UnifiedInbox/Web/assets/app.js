import * as Turbo from "@hotwired/turbo"
import { Application } from "@hotwired/stimulus"
import controllers from "controllers"
import "./given_up"
import "./morph"
import "./nonce"
import "./place"
import "./streams"

Turbo.config.drive.progressBarDelay = 250

const application = Application.start()
for (const [identifier, controller] of controllers) application.register(identifier, controller)
