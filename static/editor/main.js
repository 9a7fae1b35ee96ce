/** Brings the edit page to life. Without it the page is a plain form that saves all the same. */
import { Editor } from "django-prose-editor/editor"
import { Autosave } from "aicmr-editor/autosave"
import { clock, countWords, csrfToken, debounce, el, icon, t } from "aicmr-editor/dom"
import { enhanceFields } from "aicmr-editor/fields"
import { editLink } from "aicmr-editor/link"
import { Paste } from "aicmr-editor/paste"
import { Picker, upload } from "aicmr-editor/picker"
import { extensions, storedHtml } from "aicmr-editor/schema"
import { Slash } from "aicmr-editor/slash"
import { enhanceTokens } from "aicmr-editor/tokens"
import { createToolbar } from "aicmr-editor/toolbar"

const WORDS_PER_MINUTE = 220
const form = document.querySelector("form[data-edit]")

class EditPage {
  constructor() {
    this.status = document.querySelector("#save-status")
    this.notices = document.querySelector("#edit-notices")
    this.field = form.elements.namedItem("body")
    this.urls = { picker: form.dataset.picker, upload: form.dataset.upload }
    this.editor = this.createEditor()
    enhanceTokens(form)
    enhanceFields(form, { urls: this.urls, toText: () => this.editor.commands.focus("start") })
    this.autosave = new Autosave(form, {
      sync: () => this.sync(),
      show: (state, text) => this.show(state, text),
      onSaved: (answer) => this.saved(answer),
      onConflict: (answer) => this.conflict(answer),
      onErrors: (errors) => this.mark(errors),
    })
    this.editor.on("update", ({ transaction }) => !transaction.getMeta("quiet") && this.touched())
    for (const type of ["input", "change"]) form.addEventListener(type, (event) => this.isField(event.target) && this.autosave.touch())
    form.addEventListener("submit", (event) => this.submit(event))
    document.addEventListener("keydown", (event) => this.shortcut(event))
    document.addEventListener("htmx:beforeOnLoad", (event) => this.stay(event))
    document.addEventListener("aicmr:set", ({ detail }) => this.set(detail))
    document.addEventListener("htmx:beforeSwap", ({ detail }) => this.takeOver(detail))
    document.querySelector("[data-preview]")?.addEventListener("click", (event) => this.preview(event))
    form.elements.namedItem("title").addEventListener("input", ({ target }) => this.rename(target.value))
    this.autosave.copy.onSaved = (message) => this.savedElsewhere(message)
    this.autosave.copy.onOther = () => this.openElsewhere()
    this.offerCopies()
    this.count()
    form.classList.add("is-ready")
  }

  isField(element) {
    return element.name && !element.name.startsWith("_") && element.form === form
  }

  createEditor() {
    const frame = el("div", { class: "edit-text" })
    this.field.before(frame)
    this.field.hidden = true
    const tools = { link: () => editLink(this.editor), picture: () => this.pickPicture() }
    const pictures = JSON.parse(this.field.dataset.pictures || "{}")
    const editor = new Editor({
      element: frame,
      content: this.field.value,
      injectCSS: false,
      extensions: extensions({
        placeholder: ({ node }) => (node.type.name === "paragraph" ? t("Write, or type / to insert a picture, a table …") : ""),
        figure: { replace: (set) => new Picker(this.urls, set), preview: (asset, src) => pictures[asset] || src },
        more: [
          Slash.configure({ tools: () => tools }),
          Paste.configure({ url: form.dataset.paste, uploadPicture: (files) => this.uploadPictures(files), announce: (text) => this.notice(text) }),
        ],
      }),
      editorProps: {
        attributes: { id: "id_body_editor", class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": t("Text"), spellcheck: "true", lang: form.dataset.language },
        handleKeyDown: (view, event) => {
          // The theme changes between light and dark on the same keys.
          if ((event.metaKey || event.ctrlKey) && event.key === "e") event.stopPropagation()
          if (event.altKey && event.key === "F10") {
            frame.previousElementSibling.querySelector("[tabindex='0']")?.focus()
            return true
          }
          if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
            event.preventDefault()
            editLink(this.editor)
            return true
          }
          return false
        },
      },
    })
    this.toolbar = createToolbar(editor, tools)
    frame.before(this.toolbar)
    return editor
  }

  sync() {
    this.field.value = this.editor.isEmpty ? "" : storedHtml(this.editor)
  }

  touched() {
    this.autosave.touch()
    this.countSoon ||= debounce(150, () => this.count())
    this.countSoon()
  }

  count() {
    const words = countWords(this.editor.getText({ blockSeparator: "\n" }))
    const minutes = Math.max(1, Math.round(words / WORDS_PER_MINUTE))
    document.querySelector("#word-count").textContent = words ? (words === 1 ? t("1 word · {minutes} min", { minutes }) : t("{words} words · {minutes} min", { words: words.toLocaleString(), minutes })) : t("No words yet")
  }

  pickPicture() {
    new Picker(this.urls, (picture) => this.editor.chain().focus().insertFigure(picture).run())
  }

  async uploadPictures(files) {
    for (const file of files) {
      this.show("saving", `Uploading ${file.name} …`)
      try {
        this.editor.chain().focus().insertFigure(await upload(file, this.urls)).run()
      } catch (error) {
        this.notice(error.message, "problem")
      }
    }
  }

  show(state, text) {
    this.status.dataset.state = state
    this.status.textContent = text
    if (state === "signed-out") this.signedOut()
  }

  notice(text, tone = "info", ...buttons) {
    const close = el("button", { type: "button", class: "edit-icon", "aria-label": t("Dismiss"), onclick: () => box.remove() }, icon("close"))
    const box = el("div", { class: `notice is-${tone}`, role: tone === "info" ? "status" : "alert" }, el("p", {}, text), el("div", { class: "notice-buttons" }, ...buttons), close)
    this.notices.append(box)
    return box
  }

  action(label, act, primary = false) {
    return el("button", { type: "button", class: `edit-button${primary ? " is-primary" : ""}`, onclick: act }, label)
  }

  /** A card beside the text asks the server too: its answer never takes the person away from what they write. */
  stay(event) {
    if (!event.detail.xhr.getResponseHeader("HX-Redirect")?.startsWith("/account/")) return
    event.preventDefault()
    this.signedOut()
  }

  signedOut() {
    if (this.signIn?.isConnected) return
    const link = el("a", { class: "edit-button is-primary", href: form.dataset.signIn, target: "_blank" }, t("Sign in in a new tab"))
    this.signIn = this.notice(t("You have been signed out. Your text is kept in this browser and will be saved when you are back."), "problem", link)
  }

  saved(answer) {
    this.signIn?.remove()
    for (const token of document.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = csrfToken()
    form.dataset.version = answer.version
    const badge = document.querySelector("#edit-state")
    if (badge && answer.badge) {
      badge.textContent = answer.badge.label
      badge.dataset.state = answer.badge.state
    }
    for (const [id, value] of Object.entries(answer.texts || {})) {
      const place = document.getElementById(id)
      if (place) place.textContent = value
    }
  }

  mark(errors) {
    for (const old of form.querySelectorAll(".field-error.is-live")) old.remove()
    for (const bad of form.querySelectorAll("[aria-invalid]")) bad.removeAttribute("aria-invalid")
    for (const [name, messages] of Object.entries(errors)) {
      const field = form.elements.namedItem(name)
      const place = field?.closest?.(".field")
      if (!place) continue
      field.setAttribute("aria-invalid", "true")
      place.append(el("p", { class: "field-error is-live", role: "alert" }, messages.join(" ")))
    }
  }

  conflict(answer) {
    const text = t("{name} saved another version at {time}. Your text is untouched; nothing was overwritten.", { name: answer.by || t("Someone"), time: clock(new Date(answer.at)) })
    this.notice(text, "problem", this.action(t("Compare and decide"), () => this.send(), true))
  }

  /** Submit as a plain form: the server answers an old version with the page that shows both texts. */
  send() {
    this.sync()
    this.autosave.leaving = true
    form.submit()
  }

  /** The preview shows what the server has: save first. */
  async preview(event) {
    if (this.autosave.stopped || !this.autosave.dirty()) return
    event.preventDefault()
    const { href } = event.currentTarget
    const view = window.open("about:blank", "_blank")
    await this.autosave.save()
    view.location = href
  }

  rename(title) {
    document.querySelector(".edit-where h1").textContent = title.trim() || t("Untitled")
  }

  /** Buttons submit the form; one that comes while a save is under way waits for its version. */
  submit(event) {
    const { submitter } = event
    if (this.autosave.leaving) return
    if (submitter?.dataset.confirm && !window.confirm(submitter.dataset.confirm)) return void event.preventDefault()
    if (!submitter || submitter.name === "_save") {
      event.preventDefault()
      this.autosave.save("saved")
      return
    }
    this.autosave.later.cancel()
    if (this.autosave.saving) {
      event.preventDefault()
      this.autosave.saving.then(() => setTimeout(() => form.requestSubmit(submitter)))
      return
    }
    this.autosave.keep()
    this.autosave.leaving = true
    this.sync()
  }

  shortcut(event) {
    if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "s") return
    event.preventDefault()
    this.autosave.save("saved")
  }

  /** An answer hands a text over as data at its end, since a long one has no room in a header. */
  takeOver(detail) {
    const at = (detail.serverResponse || "").lastIndexOf('<script id="aicmr-set"')
    if (at < 0) return
    const data = new DOMParser().parseFromString(detail.serverResponse.slice(at), "text/html").getElementById("aicmr-set")
    detail.serverResponse = detail.serverResponse.slice(0, at)
    document.dispatchEvent(new CustomEvent("aicmr:set", { detail: JSON.parse(data.textContent) }))
  }

  /** `aicmr:set` with {field, value, version}: put a value into the form; with a version it is saved already. */
  set({ field, value, version }) {
    if (field === "body") this.editor.chain().setMeta("quiet", version !== undefined).setContent(value, { emitUpdate: version === undefined }).run()
    const element = field && form.elements.namedItem(field)
    if (element && field !== "body") {
      element.value = value
      element.dispatchEvent(new Event("tokens:refresh"))
      element.dispatchEvent(new Event("input", { bubbles: version === undefined }))
    }
    this.count()
    if (version !== undefined) this.autosave.adopt(version, field)
  }

  savedElsewhere(message) {
    if (message.version <= this.autosave.version) return
    const load = this.action(t("Load the newer text"), () => location.reload(), true)
    if (this.autosave.dirty()) this.autosave.save()
    else this.elsewhere = (this.elsewhere?.remove(), this.notice(t("This was saved in another tab."), "info", load))
  }

  openElsewhere() {
    if (this.other?.isConnected) return
    this.other = this.notice(t("This is open in another tab too. Whoever saves second will be shown both texts."))
  }

  async offerCopies() {
    const copies = await this.autosave.copy.leftBehind()
    if ("forget" in form.dataset) return this.autosave.copy.forget(copies)
    const current = JSON.stringify(this.autosave.fields())
    const copy = copies.find((each) => JSON.stringify(each.fields) !== current)
    if (!copy) return this.autosave.copy.forget(copies)
    const when = new Date(copy.at)
    const day = when.toDateString() === new Date().toDateString() ? "" : `${when.toLocaleDateString()}, `
    const done = () => (box.remove(), this.autosave.copy.forget(copies))
    const old = copy.version < this.autosave.version
    const text = old
      ? t("This browser kept text from {when} that was written on an older version.", { when: `${day}${clock(when)}` })
      : t("This browser kept text from {when} that had not reached the server.", { when: `${day}${clock(when)}` })
    const restore = () => {
      this.fill(copy.fields)
      this.autosave.version = copy.version
      done()
      if (old) this.send()
      else this.autosave.save()
    }
    const box = this.notice(text, "warn", this.action(old ? t("Compare and decide") : t("Restore it"), restore, true), this.action(t("Discard it"), done))
  }

  fill(fields) {
    for (const element of form.elements) {
      if (!element.name || element.name.startsWith("_") || !(element.name in fields || element.type === "checkbox" || element.multiple)) continue
      if (["csrfmiddlewaretoken", "version"].includes(element.name)) continue
      const values = [fields[element.name] ?? []].flat()
      if (element.type === "checkbox") element.checked = element.name in fields
      else if (element.multiple) for (const option of element.options) option.selected = values.includes(option.value)
      else element.value = values[0] ?? ""
      element.dispatchEvent(new Event("tokens:refresh"))
      element.dispatchEvent(new Event("input"))
    }
    this.editor.commands.setContent(fields.body || "", { emitUpdate: false })
    this.count()
  }
}

if (form) {
  window.aicmrEditPage = new EditPage()
  document.dispatchEvent(new CustomEvent("aicmr:ready"))
}
