// Keeps the numbers of the reviews up to date; shows the latest of them when asked to, and never by itself.
import { getIfChanged, getPage } from "../lib/http.js"
import { poll } from "../lib/poll.js"

const EVERY_MS = 10_000
const LIST = "latest-reviews"

export function connect(section) {
  const link = section.querySelector("[data-new-reviews]")
  let shown = Number(section.dataset.total)
  let tag

  poll(async () => {
    const news = await getIfChanged(section.dataset.url, tag)
    if (!news) return
    tag = news.tag
    fill(section, news.body)
    link.hidden = news.body.total === shown
  }, { everyMs: EVERY_MS })

  link.addEventListener("click", async (event) => {
    event.preventDefault()
    try {
      shown = show(await getPage(link.href))
      link.hidden = true
    } catch {
      // The link's own way: the browser says what is wrong.
      location.assign(link.href)
    }
  })
}

function fill(section, { total, words, average, ratings }) {
  section.querySelector("[data-words]").textContent = words
  section.querySelector("[data-average]").textContent = average
  section.querySelector("[data-ratings]").hidden = total === 0
  for (const { rating, count, pct } of ratings) {
    const row = section.querySelector(`[data-rating="${rating}"]`)
    row.querySelector("[data-count]").textContent = count
    row.querySelector("[data-bar]").setAttribute("width", `${pct}%`)
  }
}

// Only the list: what somebody is writing above it stays. How many there were when it was made.
function show(page) {
  const fresh = document.adoptNode(page.getElementById(LIST))
  document.getElementById(LIST).replaceWith(fresh)
  fresh.tabIndex = -1
  fresh.focus({ preventScroll: true })
  fresh.scrollIntoView({ block: "nearest" })
  return Number(page.querySelector("[data-total]").dataset.total)
}
