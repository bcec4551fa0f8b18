// Takes away what a reader has seen: [data-dismiss] inside [data-dismissible].

// The buttons are hidden until a script can answer them.
const BUTTONS = "[data-dismissible] [data-dismiss]"

// The focus would fall back to the top of the page with the element that held it.
function focusMain() {
  const main = document.querySelector("main")
  if (!main) return
  if (!main.hasAttribute("tabindex")) main.setAttribute("tabindex", "-1")
  main.focus({ preventScroll: true })
}

function dismiss({ target }) {
  const element = target.closest("[data-dismiss]")?.closest("[data-dismissible]")
  if (!element) return
  element.dispatchEvent(new CustomEvent("dismissed", { bubbles: true }))
  element.remove()
  focusMain()
}

export function connect(root) {
  for (const button of root.querySelectorAll(BUTTONS)) button.hidden = false
  root.addEventListener("click", dismiss)
}
