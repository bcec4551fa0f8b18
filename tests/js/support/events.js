// What older Node.js lacks of a browser's events.

// Node 18 has no CustomEvent of its own.
globalThis.CustomEvent ??= class extends Event {
  constructor(name, { detail }) {
    super(name)
    this.detail = detail
  }
}
