// A clock for tests: time passes only when told.

// Lets everything that is ready to go on do so.
export const settle = () => new Promise((resolve) => setImmediate(resolve))

export class Clock {
  nowMs = 0
  timers = new Map()
  last = 0

  now() {
    return this.nowMs
  }

  after(ms, work) {
    this.last += 1
    this.timers.set(this.last, { atMs: this.nowMs + ms, work })
    return this.last
  }

  cancel(timer) {
    this.timers.delete(timer)
  }

  async pass(ms) {
    const endMs = this.nowMs + ms
    await settle()
    for (let due = this.due(endMs); due; due = this.due(endMs)) {
      const [timer, { atMs, work }] = due
      this.timers.delete(timer)
      this.nowMs = atMs
      work()
      await settle()
    }
    this.nowMs = endMs
  }

  due(endMs) {
    const waiting = [...this.timers].filter(([, { atMs }]) => atMs <= endMs)
    return waiting.sort(([, one], [, other]) => one.atMs - other.atMs)[0]
  }
}
