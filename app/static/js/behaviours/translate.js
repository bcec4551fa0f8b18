// Shows what a post says in the reader's language in the place of its words, and them again when asked to.
import { send } from "../lib/forms.js"
import { Refused } from "../lib/http.js"

const TOO_MANY_REQUESTS = 429
// What the plain form explains better: that one has to log in, or that the page is too old.
const FOR_A_PAGE = new Set([400, 401])

class Place {
  constructor(element) {
    this.words = element.dataset
    this.form = element.querySelector("form")
    this.button = element.querySelector("button")
    this.shown = element.querySelector("[data-translated]")
    this.original = element.closest("article").querySelector(".words")
    this.offer = this.button.textContent
    this.isBusy = false
  }

  start() {
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (this.isBusy) return
      if (this.isTranslated) this.turn(this.shown.hidden)
      else await this.ask()
    })
  }

  async ask() {
    this.work(true)
    try {
      this.fill(await send(this.form))
    } catch (error) {
      this.fail(error)
    } finally {
      this.work(false)
    }
  }

  // The button stays what has the focus, so it is not disabled in the browser's way.
  work(isBusy) {
    this.isBusy = isBusy
    if (isBusy) this.button.setAttribute("aria-disabled", "true")
    else this.button.removeAttribute("aria-disabled")
    if (isBusy) this.button.textContent = this.words.busy
    else if (!this.isTranslated) this.button.textContent = this.offer
  }

  fill({ text, language, words }) {
    const translation = paragraph("words", text)
    translation.lang = language
    translation.dir = "auto"
    this.shown.replaceChildren(translation, paragraph("translated-by", words))
    this.isTranslated = true
    this.turn(true)
  }

  turn(isTranslation) {
    this.shown.hidden = !isTranslation
    this.original.hidden = isTranslation
    this.button.textContent = isTranslation ? this.words.original : this.words.translation
  }

  fail(error) {
    if (error instanceof Refused && FOR_A_PAGE.has(error.status)) {
      this.form.submit()
      return
    }
    const words = error.status === TOO_MANY_REQUESTS ? this.words.tooOften : this.words.failed
    this.shown.replaceChildren(paragraph("translate-problem", words))
  }
}

function paragraph(className, text) {
  return Object.assign(document.createElement("p"), { className, textContent: text })
}

export function connect(element) {
  new Place(element).start()
}
