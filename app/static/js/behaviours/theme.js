// Shows a theme at once when it is chosen, and lets the server remember it.

const SCHEMES = { system: "light dark", light: "light", dark: "dark" }

export function show(chosen, form, page) {
  page.documentElement.dataset.theme = chosen
  page.querySelector('meta[name="color-scheme"]').content = SCHEMES[chosen]
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === chosen))
  }
}

function remember(form, button) {
  const body = new URLSearchParams(new FormData(form))
  body.set(button.name, button.value)
  // The page that the answer leads to is this one, so it is not fetched. Somebody may leave before it comes.
  return fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true })
}

export function connect(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    show(event.submitter.value, form, document)
    // Without a connection the choice lasts as long as this page.
    remember(form, event.submitter).catch(() => {})
  })
}
