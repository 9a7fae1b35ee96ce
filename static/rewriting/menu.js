/** The menu of what AI may do with a passage: arrow keys, first letters, Escape back to the caret. */
import { el, icon, t } from "aicmr-editor/dom"

const ARROWS = { ArrowDown: 1, ArrowUp: -1 }

export class Menu {
  /** `choose({action, tone, language, instruction})`; `back()` puts the focus where it was. */
  constructor(words, { choose, back }) {
    Object.assign(this, { words, choose, back })
    this.box = el("div", { class: "assist-menu", hidden: true, onkeydown: (event) => this.key(event) })
    document.addEventListener("pointerdown", (event) => this.isOpen && !this.box.contains(event.target) && !event.target.closest("[data-assist-open]") && this.close())
    window.addEventListener("resize", () => this.close())
  }

  get isOpen() {
    return !this.box.hidden
  }

  open(at, blocks) {
    this.blocks = blocks
    this.at = at
    this.box.hidden = false
    this.root()
    document.querySelector("[data-assist-open]")?.setAttribute("aria-expanded", "true")
  }

  close() {
    this.box.hidden = true
    this.box.replaceChildren()
    document.querySelector("[data-assist-open]")?.setAttribute("aria-expanded", "false")
  }

  root(focusOn = "") {
    const count = this.blocks.length
    const fits = (action) => this.blocks.some((block) => action.blocks.includes(block.tag) && (!block.isBefore || action.name === "continue"))
    const items = this.words.actions.map((action) =>
      this.item(action.label, action.icon, () => this.take(action), { name: action.name, off: !fits(action), more: ["tone", "translate", "instruct"].includes(action.name) }),
    )
    const told = !count ? t("Choose a passage of text first.") : this.blocks[0].isBefore ? t("The passage before the empty line") : count === 1 ? t("This passage") : t("{count} passages, each by itself", { count })
    this.show(t("AI for this passage"), items, el("p", { class: "assist-told-of", role: "presentation" }, told), focusOn)
  }

  take(action) {
    if (action.name === "tone") return this.list(t("Tone"), this.words.tones, (tone) => ({ action: "tone", tone }), true)
    if (action.name === "translate") return this.list(t("Translate into"), this.words.languages, (language) => ({ action: "translate", language }))
    if (action.name === "instruct") return this.ask()
    return this.done({ action: action.name })
  }

  list(label, choices, wish, isTone = false) {
    this.parent = isTone ? "tone" : "translate"
    const back = this.item(t("Back"), "arrow_back", () => this.root(this.parent), { name: "back", quiet: true })
    const items = choices.map((choice) => this.item(choice.label, "", () => this.done(wish(choice.name)), { name: choice.name }))
    this.show(label, [back, ...items], null, choices[0].name)
  }

  /** A free wish: a line to write, so no menu but a little dialog. */
  ask() {
    this.parent = "instruct"
    const line = el("input", { id: "assist-wish", type: "text", name: "_assist_wish", maxlength: "500", autocomplete: "off", placeholder: t("For example: address the reader directly") })
    const send = () => (line.value.trim() ? this.done({ action: "instruct", instruction: line.value.trim() }) : line.focus())
    this.box.setAttribute("role", "dialog")
    this.box.setAttribute("aria-label", t("Ask for something else"))
    this.box.replaceChildren(
      el("label", { for: "assist-wish", class: "assist-label" }, t("What shall be done with the passage?")),
      line,
      el("div", { class: "assist-buttons" }, el("button", { type: "button", class: "edit-button is-primary", onclick: send }, t("Ask")), el("button", { type: "button", class: "edit-button", onclick: () => this.root("instruct") }, t("Back"))),
    )
    line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault()
      send()
    })
    this.place()
    line.focus()
  }

  item(label, symbol, run, { name, off = false, more = false, quiet = false }) {
    return el(
      "button",
      { type: "button", role: "menuitem", tabindex: "-1", class: `assist-item${quiet ? " is-quiet" : ""}`, "data-name": name, "aria-disabled": off ? "true" : null, "aria-haspopup": more ? (name === "instruct" ? "dialog" : "menu") : null, onclick: () => off || run() },
      symbol ? icon(symbol) : null,
      el("span", {}, label),
      more ? icon("chevron_right") : null,
    )
  }

  show(label, items, foot, focusOn) {
    this.box.removeAttribute("role")
    this.box.removeAttribute("aria-label")
    this.box.replaceChildren(el("div", { role: "menu", "aria-label": label, class: "assist-list" }, ...items), ...(foot ? [foot] : []))
    this.place()
    const usable = this.items()
    const first = usable.find((each) => each.dataset.name === focusOn) || usable[0]
    first?.focus({ preventScroll: true })
  }

  /** Under what it belongs to, within the window. */
  place() {
    const { width, height } = this.box.getBoundingClientRect()
    const room = window.innerHeight - this.at.bottom
    const top = room < height + 12 && this.at.top > room ? Math.max(8, this.at.top - height - 6) : Math.min(this.at.bottom + 6, Math.max(8, window.innerHeight - height - 8))
    this.box.style.left = `${Math.max(8, Math.min(this.at.left, window.innerWidth - width - 8))}px`
    this.box.style.top = `${top}px`
  }

  items() {
    return [...this.box.querySelectorAll('[role="menuitem"]:not([aria-disabled])')]
  }

  done(wish) {
    this.close()
    this.choose(wish, this.blocks)
  }

  key(event) {
    const isMenu = Boolean(this.box.querySelector('[role="menu"]'))
    const isDeeper = Boolean(this.box.querySelector('[data-name="back"]')) || !isMenu
    if (event.key === "Escape" || (event.key === "ArrowLeft" && isMenu)) {
      event.preventDefault()
      event.stopPropagation()
      if (isDeeper) this.root(this.parent)
      else if (event.key === "Escape") (this.close(), this.back())
      return
    }
    if (!isMenu) return
    if (event.key === "Tab") return void (event.preventDefault(), this.close(), this.back())
    const items = this.items()
    const here = items.indexOf(document.activeElement)
    if (event.key === "ArrowRight" && document.activeElement.getAttribute("aria-haspopup")) return void (event.preventDefault(), document.activeElement.click())
    const there = event.key in ARROWS ? here + ARROWS[event.key] : { Home: 0, End: items.length - 1 }[event.key] ?? this.lettered(items, here, event)
    if (there === undefined || !items.length) return
    event.preventDefault()
    items[(there + items.length) % items.length].focus()
  }

  lettered(items, here, event) {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return undefined
    const letter = event.key.toLowerCase()
    const order = [...items.keys()].map((step) => (here + 1 + step) % items.length)
    return order.find((place) => items[place].textContent.replace(/^[a-z_]*_/, "").trim().toLowerCase().includes(letter) && items[place].querySelector("span:not(.material-symbols-outlined)").textContent.toLowerCase().startsWith(letter))
  }
}
