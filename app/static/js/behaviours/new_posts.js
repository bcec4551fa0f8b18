// Tells how many posts have come since the page was made; shows them when asked to, and never by itself.
import { getJSON, getPage } from "../lib/http.js"
import { poll } from "../lib/poll.js"

const EVERY_MS = 30_000

export function connect(timeline) {
  const link = timeline.querySelector("[data-new-posts]")
  const { stop } = poll(() => ask(timeline.dataset.url, link, () => stop()), { everyMs: EVERY_MS })

  link.addEventListener("click", async (event) => {
    event.preventDefault()
    try {
      show(timeline, await getPage(link.href))
      stop()
    } catch {
      // The link's own way: the browser says what is wrong.
      location.assign(link.href)
    }
  })
}

async function ask(url, link, stop) {
  try {
    const { count, words } = await getJSON(url)
    // It is read out when it changes, so what is the same is left alone.
    if (link.textContent !== words) link.textContent = words
    link.hidden = count === 0
  } catch (error) {
    if (error.status !== 401) throw error
    stop()
  }
}

// The whole list, so that nothing is missing in it; what somebody is writing above it stays.
function show(timeline, page) {
  const fresh = page.getElementById(timeline.id)
  if (!fresh) throw new Error("The session has ended.")
  timeline.replaceWith(document.adoptNode(fresh))
  fresh.dispatchEvent(new CustomEvent("content:added", { bubbles: true }))
  fresh.tabIndex = -1
  fresh.focus({ preventScroll: true })
  fresh.scrollIntoView({ block: "start" })
}
