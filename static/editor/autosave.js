/**
 * Saving without being asked: at once into this browser, two seconds after the last key to the server.
 *
 * Nothing is ever overwritten: each save names the version it was written on, and the server refuses an old one.
 */
import { clock, csrfToken, debounce, t } from "aicmr-editor/dom"
import { LocalCopy } from "aicmr-editor/localcopy"

const WAIT = 2000
const AT_LEAST = 15000
const RETRIES = [3000, 6000, 12000, 30000]
const IGNORED = new Set(["csrfmiddlewaretoken", "version"])

export class Autosave {
  /** `sync()` writes the editor's text into its field; `show(state, text)` tells the person. */
  constructor(form, { sync, show, onSaved, onConflict, onErrors }) {
    Object.assign(this, { form, sync, show, onSaved, onConflict, onErrors })
    this.versionInput = form.elements.namedItem("version")
    this.copy = new LocalCopy({ kind: form.dataset.kind, id: form.dataset.object, user: form.dataset.user })
    this.saved = JSON.stringify(this.fields())
    this.saving = null
    this.stopped = false
    this.failures = 0
    this.later = debounce(WAIT, () => this.save())
    this.keepSoon = debounce(200, () => this.keep())
    this.firstTouch = 0
    window.addEventListener("online", () => this.dirty() && this.save())
    window.addEventListener("pagehide", () => this.leave())
    document.addEventListener("visibilitychange", () => (document.hidden ? this.keep() : this.failures && this.save()))
  }

  get version() {
    return Number(this.versionInput.value)
  }

  set version(version) {
    this.versionInput.value = version
  }

  fields() {
    this.sync()
    const fields = {}
    for (const [name, value] of new FormData(this.form)) {
      if (IGNORED.has(name) || name.startsWith("_") || typeof value !== "string") continue
      if (name in fields) fields[name] = [fields[name], value].flat()
      else fields[name] = value
    }
    return fields
  }

  dirty() {
    return JSON.stringify(this.fields()) !== this.saved
  }

  touch() {
    if (this.stopped) return void this.keepSoon()
    if (!this.failures) this.show("unsaved", t("Not saved yet"))
    this.keepSoon()
    this.firstTouch ||= Date.now()
    if (Date.now() - this.firstTouch > AT_LEAST) this.save()
    else this.later()
  }

  keep() {
    const fields = this.fields()
    if (JSON.stringify(fields) === this.saved) return true
    return this.copy.keep(this.version, fields)
  }

  /** Send what changed; a second call while one is under way waits and then sends what came since. */
  async save(reason = "autosaved") {
    if (this.stopped) return false
    this.later.cancel()
    if (this.saving) {
      await this.saving
      return this.dirty() || reason === "saved" ? this.save(reason) : true
    }
    this.firstTouch = 0
    this.keep()
    this.saving = this.send(reason)
    const result = await this.saving
    this.saving = null
    return result
  }

  async send(reason) {
    const sent = JSON.stringify(this.fields())
    if (sent === this.saved && reason === "autosaved") return true
    this.show("saving", t("Saving …"))
    let response
    try {
      response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.body(reason),
        headers: { Accept: "application/json" },
        redirect: "manual",
      })
    } catch {
      return this.retry("offline", t("Offline — kept in this browser"))
    }
    return this.understand(response, sent)
  }

  async understand(response, sent) {
    const isJson = (response.headers.get("content-type") || "").includes("json")
    if (response.type === "opaqueredirect" || response.status === 401 || (response.status === 403 && !isJson)) {
      return this.retry("signed-out", t("Signed out — kept in this browser"))
    }
    if (response.status === 409) return this.conflict(await response.json())
    if (!isJson) return this.retry("offline", t("The server cannot save just now — kept in this browser"))
    const answer = await response.json()
    if (!response.ok) return this.fail(answer.error || t("The server refused to save this."))
    return this.accept(answer, sent)
  }

  accept(answer, sent) {
    this.failures = 0
    this.version = answer.version
    this.saved = sent
    this.onErrors(answer.errors || {})
    const rest = this.dirty()
    if (rest) this.keep()
    else this.copy.clear()
    this.copy.say({ type: "saved", version: answer.version })
    this.onSaved(answer)
    if (rest) this.touch()
    else if (Object.keys(answer.errors || {}).length) this.show("problem", t("Saved, except for the fields marked in red"))
    else this.show("saved", t("Saved at {time}", { time: clock() }))
    return true
  }

  retry(state, text) {
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)]
    this.failures += 1
    this.show(this.keep() ? state : "problem", this.copyFails() || text)
    setTimeout(() => this.failures && this.dirty() && this.save(), wait)
    return false
  }

  copyFails() {
    return this.keep() ? "" : t("Not saved, and this browser keeps nothing. Copy your text before you leave.")
  }

  fail(text) {
    this.keep()
    this.show("problem", text)
    return false
  }

  conflict(answer) {
    this.stopped = true
    this.keep()
    this.show("conflict", t("Changed by someone else — nothing was overwritten"))
    this.onConflict(answer)
    return false
  }

  /** What other code (an accepted proposal) has saved in one field: the form goes on from its version. */
  adopt(version, field) {
    this.version = version
    const fields = this.fields()
    this.saved = JSON.stringify({ ...JSON.parse(this.saved), ...(field in fields && { [field]: fields[field] }) })
    if (this.dirty()) return this.touch()
    this.copy.clear()
    this.show("saved", t("Saved at {time}", { time: clock() }))
  }

  /** What is sent; the token is that of now, since signing in again changes it. */
  body(reason) {
    const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"))
    body.set("reason", reason)
    body.set("csrfmiddlewaretoken", csrfToken())
    return body
  }

  leave() {
    if (this.stopped || this.leaving || !this.dirty()) return
    this.keep()
    const body = this.body("autosaved")
    if (String(body).length < 60000) {
      fetch(this.form.dataset.autosave, { method: "POST", body, keepalive: true }).catch(() => {})
    }
  }
}
