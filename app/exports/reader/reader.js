// Narrows the page to the posts that have all the words, and lie between the two days, that its reader enters.
const WAIT_MS = 150

const search = document.querySelector("[role=search]")
const nothing = document.querySelector("[data-nothing]")
const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" })

// As upper case, because that also makes one of ß and ss, and of the two small sigmas.
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase()
}

function read(article) {
  return {
    article,
    day: article.querySelector("time").dateTime.slice(0, 10),
    text: plain(article.querySelector(".words").textContent),
  }
}

function connect() {
  const [words, since, until] = search.querySelectorAll("input")
  const status = search.querySelector("[role=status]")
  const clear = search.querySelector("button")
  const all = status.textContent
  const sections = document.querySelectorAll("section")
  let posts
  let timer

  function fits(post, asked) {
    if (since.value && post.day < since.value) return false
    if (until.value && post.day > until.value) return false
    return asked.every((word) => post.text.includes(word))
  }

  function narrow() {
    // Reading thousands of posts is for those who search.
    posts ??= Array.from(document.querySelectorAll("article"), read)
    const asked = plain(words.value).split(/\s+/).filter(Boolean)
    let shown = 0
    for (const post of posts) {
      post.article.hidden = !fits(post, asked)
      if (!post.article.hidden) shown += 1
    }
    for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])")
    tell(shown, Boolean(asked.length || since.value || until.value))
  }

  function tell(shown, narrowed) {
    status.textContent = narrowed ? search.dataset.shown.replace("%(shown)s", number.format(shown)) : all
    nothing.hidden = shown > 0
    clear.hidden = !narrowed
  }

  search.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(narrow, WAIT_MS)
  })
  clear.addEventListener("click", () => {
    words.value = since.value = until.value = ""
    narrow()
    words.focus()
  })
  search.hidden = false
}

if (search) connect()
