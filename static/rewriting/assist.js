/** AI in the text: a button and Ctrl+J, a menu, and a panel under the editor that shows what would take the passage's place. */
import { csrfToken, el, icon, t } from "aicmr-editor/dom"
import { Menu } from "./menu.js"
import { caretTo, chosenBlocks, Highlight, readCaret } from "./passages.js"

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform)
const UNSAVED = t("Your text could not be saved just now, so nothing was sent. See the notes at the top of the page.")
const FAILED = t("The server did not answer as it should. Your text is untouched; try again.")

class Assist {
  constructor(page, root) {
    Object.assign(this, { page, root, editor: page.editor, chosen: [], decided: false })
    const words = Object.fromEntries(["actions", "tones", "languages"].map((name) => [name, JSON.parse(root.querySelector(`#assist-${name}`).textContent)]))
    this.menu = new Menu(words, { choose: (wish, blocks) => this.ask(wish, blocks), back: () => this.toText() })
    this.highlight = new Highlight()
    this.place = el("div", { id: "assist-place", class: "assist-place" })
    this.said = el("p", { class: "visually-hidden", role: "status" })
    this.editor.options.element.after(this.menu.box, this.place, this.said)
    this.addButton()
    this.listen()
  }

  addButton() {
    const keys = APPLE ? "⌘J" : "Ctrl+J"
    this.button = el(
      "button",
      { type: "button", class: "tool is-assist", tabindex: "-1", "data-assist-open": true, "aria-haspopup": "menu", "aria-expanded": "false", "aria-keyshortcuts": APPLE ? "Meta+J" : "Control+J", title: `${t("AI for this passage")} (${keys})`, onmousedown: (event) => event.preventDefault(), onclick: () => this.toggle() },
      icon("auto_awesome"),
      el("span", {}, t("AI")),
    )
    this.page.toolbar.prepend(el("div", { class: "tool-group", role: "group", "aria-label": t("AI") }, this.button))
  }

  listen() {
    this.editor.view.dom.addEventListener("keydown", (event) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "j" || event.shiftKey || event.altKey) return
      event.preventDefault()
      this.openAtCaret()
    })
    this.place.addEventListener("keydown", (event) => this.key(event))
    this.place.addEventListener("click", (event) => event.target.closest("[data-close]") && this.close())
    this.place.addEventListener("change", (event) => event.target.matches("[data-version]") && this.showVersion(event.target))
    this.place.addEventListener("htmx:beforeRequest", (event) => this.remember(event))
    this.place.addEventListener("htmx:afterSettle", () => this.settled())
    for (const type of ["htmx:responseError", "htmx:sendError"]) this.place.addEventListener(type, (event) => this.failed(event))
    document.addEventListener("aicmr:set", ({ detail }) => this.wasSet(detail))
  }

  toggle() {
    if (this.menu.isOpen) return this.menu.close()
    readCaret(this.editor)
    this.menu.open(this.button.getBoundingClientRect(), chosenBlocks(this.editor))
  }

  openAtCaret() {
    readCaret(this.editor)
    const at = this.editor.view.coordsAtPos(this.editor.state.selection.to)
    this.menu.open(at, chosenBlocks(this.editor))
  }

  /** The stored text is what is sent: what was typed is saved first. */
  async ask(wish, blocks) {
    this.chosen = blocks.map((block) => block.id)
    this.highlight.show(this.chosen)
    this.place.replaceChildren(el("div", { class: "assist", id: "assist" }, el("p", { class: "assist-status", role: "status" }, t("Saving your text first …"))))
    this.wantsFocus = true
    const { autosave } = this.page
    const isSaved = !autosave.stopped && (!autosave.dirty() || (await autosave.save()))
    if (!isSaved) return this.problem(UNSAVED)
    const values = { csrfmiddlewaretoken: csrfToken(), _kind: this.root.dataset.kind, _object: this.root.dataset.object, _blocks: this.chosen.join(" "), _action: wish.action, _tone: wish.tone || "", _language: wish.language || "", _instruction: wish.instruction || "" }
    await window.htmx.ajax("POST", this.root.dataset.ask, { source: this.place, target: this.place, swap: "innerHTML", values })
  }

  panel() {
    return this.place.querySelector("#assist")
  }

  remember(event) {
    const here = document.activeElement
    this.pressed = this.place.contains(here) ? here.id || "assist" : ""
    this.decided = Boolean(event.target.closest?.("[data-buttons], .assist-foot"))
  }

  /** A new panel: focus stays where it was in it, goes to what can be done next, or back to the text when all is over. */
  settled() {
    const panel = this.panel()
    if (!panel) return
    if (panel.hasAttribute("data-over") && this.decided) return this.close(panel.querySelector(".assist-told")?.textContent.trim())
    if (!this.pressed && !this.wantsFocus) return
    const same = this.pressed && panel.querySelector(`#${CSS.escape(this.pressed)}`)
    const target = same || panel.querySelector(".assist-passage .edit-button.is-primary, #assist-cancel, #assist-all") || panel.querySelector("button")
    if (document.activeElement === document.body || this.wantsFocus || !document.activeElement?.isConnected) target?.focus({ preventScroll: true })
    if (panel.hasAttribute("data-done") || document.activeElement === target) this.wantsFocus = false
    this.pressed = ""
  }

  showVersion(option) {
    const passage = option.closest(".assist-passage")
    for (const answer of passage.querySelectorAll("[data-answer]")) answer.hidden = answer.dataset.answer !== option.value
  }

  /** Enter in a line of the panel asks again; it never sends the edit page's form. Escape leads back to the text. */
  key(event) {
    if (event.key === "Enter" && event.target.matches("[data-steer]")) {
      event.preventDefault()
      event.target.parentElement.querySelector("[data-again]").click()
    } else if (event.key === "Escape") {
      event.preventDefault()
      this.toText()
    }
  }

  wasSet({ field, version }) {
    if (field === "body" && version !== undefined && this.chosen.length) caretTo(this.editor, this.chosen.at(-1))
  }

  close(told = "") {
    const hadFocus = this.place.contains(document.activeElement) || document.activeElement === document.body
    this.place.replaceChildren()
    this.highlight.show([])
    this.said.textContent = told
    if (hadFocus) this.toText()
  }

  toText() {
    this.editor.commands.focus(undefined, { scrollIntoView: false })
  }

  failed(event) {
    const { xhr } = event.detail
    const text = xhr?.status === 429 ? new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent.trim() : FAILED
    this.problem(text)
  }

  problem(text) {
    const heading = el("h2", { class: "assist-title", tabindex: "-1" }, t("Nothing was done"))
    const close = el("button", { type: "button", class: "edit-icon", "data-close": true, "aria-label": t("Close") }, icon("close"))
    this.place.replaceChildren(el("div", { class: "assist", id: "assist", "data-over": true }, el("header", { class: "assist-head" }, heading, close), el("p", { class: "proposal-problem", role: "alert" }, text)))
    close.focus()
  }
}

function start() {
  const root = document.querySelector("[data-assist]")
  if (root && window.aicmrEditPage && !window.aicmrAssist) window.aicmrAssist = new Assist(window.aicmrEditPage, root)
}

document.addEventListener("aicmr:ready", start)
start()
