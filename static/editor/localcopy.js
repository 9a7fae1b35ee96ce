/** What was typed, kept in this browser until the server has it. One entry per object and page view. */

const AGE = 30 * 24 * 3600 * 1000

export class LocalCopy {
  constructor({ kind, id, user }) {
    this.prefix = `aicmr:${kind}:${id}:`
    this.view = crypto.randomUUID()
    this.user = user
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.prefix) : null
    this.alive = new Set()
    this.channel?.addEventListener("message", ({ data }) => this.hear(data))
  }

  hear(message) {
    if (message.type === "hello") this.say({ type: "here", view: this.view })
    if (message.type === "here") this.alive.add(message.view)
    if (message.type === "saved") this.onSaved?.(message)
    if (message.type === "hello" || message.type === "here") this.onOther?.()
  }

  say(message) {
    this.channel?.postMessage(message)
  }

  /** Returns false where the browser keeps nothing (private mode, full). */
  keep(version, fields) {
    try {
      localStorage.setItem(this.prefix + this.view, JSON.stringify({ version, fields, user: this.user, at: Date.now() }))
      return true
    } catch {
      return false
    }
  }

  clear() {
    localStorage.removeItem(this.prefix + this.view)
  }

  /** The newest copy that an earlier page view left behind; those of open tabs are theirs. */
  async leftBehind() {
    this.say({ type: "hello", view: this.view })
    await new Promise((resolve) => setTimeout(resolve, this.channel ? 250 : 0))
    const found = []
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(this.prefix)) continue
      const copy = this.read(key)
      if (!copy || copy.user !== this.user || Date.now() - copy.at > AGE) localStorage.removeItem(key)
      else if (!this.alive.has(key.slice(this.prefix.length))) found.push(copy)
    }
    return found.sort((one, other) => other.at - one.at)
  }

  read(key) {
    try {
      return { ...JSON.parse(localStorage.getItem(key)), key }
    } catch {
      return null
    }
  }

  forget(copies) {
    for (const copy of copies) localStorage.removeItem(copy.key)
  }
}
