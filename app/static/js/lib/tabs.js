// The tabs of a browser that are open on the same thing: one of them works, and tells the others.

// Where a browser cannot choose one, as on a page that did not come over https, none works: it has six
// connections for a site, and six tabs that keep one each would leave none for anything else.
function available(view) {
  return view.navigator?.locks && view.BroadcastChannel
}

class Tabs {
  constructor(name, { work, onMessage, view }) {
    Object.assign(this, { name, work, onMessage, view })
  }

  join = () => {
    if (!available(this.view)) return
    this.channel = new this.view.BroadcastChannel(this.name)
    this.channel.addEventListener("message", ({ data }) => this.onMessage(data))
    this.waiting = new AbortController()
    const { signal } = this.waiting
    // The lock goes to the next tab when this one leaves, or its promise is kept.
    this.view.navigator.locks.request(this.name, { signal }, () => this.lead()).catch(ignoreAbort)
  }

  lead() {
    if (this.waiting?.signal.aborted !== false) return undefined
    this.work.start()
    return new Promise((release) => { this.release = release })
  }

  leave = () => {
    this.waiting?.abort()
    this.channel?.close()
    this.channel = undefined
    this.work.stop()
    this.release?.()
    this.release = undefined
  }

  tell = (message) => this.channel?.postMessage(message)
}

function ignoreAbort(error) {
  if (error.name !== "AbortError") throw error
}

// `work` is started in one of the tabs that joined, and in the next when that one leaves.
export function tabs(name, { work, onMessage, view = globalThis }) {
  const { join, leave, tell } = new Tabs(name, { work, onMessage, view })
  return { join, leave, tell }
}
