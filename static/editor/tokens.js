/** Chips for tags (names, created in place) and authors (ordered choice), over plain fields that work without. */
import { debounce, el, icon, t } from "aicmr-editor/dom"

class Tokens {
  constructor(field, label) {
    this.field = field
    this.label = label
    this.id = `${field.id}_input`
    this.chips = el("ul", { class: "chips", "aria-label": t("{label}: chosen", { label }) })
    this.input = el("input", { id: this.id, type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${this.id}_list`, placeholder: field.dataset.placeholder || t("Add") })
    this.list = el("ul", { id: `${this.id}_list`, role: "listbox", class: "choices", "aria-label": label, hidden: true })
    this.said = el("span", { class: "visually-hidden", role: "status" })
    this.box = el("div", { class: "tokens" }, this.chips, this.input, this.list, this.said)
    field.classList.add("is-enhanced")
    field.tabIndex = -1
    field.setAttribute("aria-hidden", "true")
    field.after(this.box)
    document.querySelector(`label[for="${field.id}"]`)?.setAttribute("for", this.id)
    this.chosen = -1
    this.input.addEventListener("input", debounce(120, () => this.suggest()))
    this.input.addEventListener("focus", () => this.suggest())
    this.input.addEventListener("keydown", (event) => this.key(event))
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 150))
    field.addEventListener("tokens:refresh", () => this.draw())
    this.draw()
  }

  draw() {
    const values = this.values()
    this.chips.replaceChildren(...values.map((value, index) => this.chip(value, index, values.length)))
    this.chips.hidden = !values.length
  }

  chip(value, index, count) {
    const move = (step, label, symbol) =>
      this.ordered && count > 1 && el("button", { type: "button", "aria-label": label, disabled: index + step < 0 || index + step >= count, onclick: () => this.move(index, step) }, icon(symbol))
    return el(
      "li",
      { class: "chip" },
      el("span", {}, value.text),
      move(-1, t("Move {name} forward", { name: value.text }), "chevron_left"),
      move(1, t("Move {name} back", { name: value.text }), "chevron_right"),
      el("button", { type: "button", "aria-label": t("Remove {name}", { name: value.text }), onclick: () => this.change(() => this.remove(value), t("{name} removed", { name: value.text })) }, icon("close")),
    )
  }

  change(act, words) {
    act()
    this.draw()
    this.said.textContent = words
    this.field.dispatchEvent(new Event("change", { bubbles: true }))
  }

  async suggest() {
    const words = this.input.value.trim()
    const taken = new Set(this.values().map((value) => value.text.toLowerCase()))
    const found = (await this.find(words)).filter((each) => !taken.has(each.text.toLowerCase())).slice(0, 12)
    if (words !== this.input.value.trim() || document.activeElement !== this.input) return
    if (this.creates && words && !taken.has(words.toLowerCase()) && !found.some((each) => each.text.toLowerCase() === words.toLowerCase())) {
      found.push({ id: null, text: words, isNew: true })
    }
    this.found = found
    this.chosen = words && found.length ? 0 : -1
    this.show()
  }

  show() {
    this.list.replaceChildren(
      ...this.found.map((each, index) =>
        el("li", { id: `${this.id}_${index}`, role: "option", "aria-selected": String(index === this.chosen), onmousedown: (event) => this.pick(event, index) }, each.isNew ? t("Create “{name}”", { name: each.text }) : each.text),
      ),
    )
    this.list.hidden = !this.found.length
    this.input.setAttribute("aria-expanded", String(!this.list.hidden))
    if (this.chosen >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}_${this.chosen}`)
    else this.input.removeAttribute("aria-activedescendant")
  }

  close() {
    this.found = []
    this.chosen = -1
    this.show()
  }

  leave() {
    if (document.activeElement === this.input) return
    if (this.creates && this.input.value.trim()) this.take({ text: this.input.value.trim() })
    this.close()
  }

  pick(event, index) {
    event.preventDefault()
    this.take(this.found[index])
  }

  take(value) {
    this.input.value = ""
    this.change(() => this.add(value), t("{name} added", { name: value.text }))
    this.close()
    if (document.activeElement === this.input) this.suggest()
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && this.found?.length) {
      event.preventDefault()
      this.chosen = (this.chosen + step + this.found.length) % this.found.length
      this.show()
    } else if (event.key === "Enter" || (event.key === "," && this.creates)) {
      event.preventDefault()
      if (this.chosen >= 0) this.take(this.found[this.chosen])
      else if (this.creates && this.input.value.trim()) this.take({ text: this.input.value.trim() })
    } else if (event.key === "Escape") {
      this.close()
    } else if (event.key === "Backspace" && !this.input.value && this.values().length) {
      const last = this.values().at(-1)
      this.change(() => this.remove(last), t("{name} removed", { name: last.text }))
    }
  }
}

/** Names separated by commas in a text field; a new name creates the tag when the text is saved. */
class Tags extends Tokens {
  get creates() {
    return this.field.dataset.creates === "1"
  }

  values() {
    return this.field.value.split(",").map((part) => part.trim()).filter(Boolean).map((text) => ({ text }))
  }

  write(values) {
    this.field.value = values.map((value) => value.text).join(", ")
  }

  add(value) {
    const names = value.text.split(",").map((text) => ({ text: text.trim() })).filter(({ text }) => text)
    this.write([...this.values(), ...names])
  }

  remove(value) {
    this.write(this.values().filter((each) => each.text !== value.text))
  }

  async find(words) {
    try {
      const address = new URL(this.field.dataset.suggest, location.href)
      address.searchParams.set("q", words)
      return (await (await fetch(address, { headers: { Accept: "application/json" } })).json()).results
    } catch {
      return []
    }
  }
}

/** Options of a multiple select; the order of the selected options is the order of the byline. */
class Authors extends Tokens {
  get ordered() {
    return true
  }

  options() {
    return [...this.field.options]
  }

  values() {
    return this.options().filter((option) => option.selected).map((option) => ({ id: option.value, text: option.text }))
  }

  option(id) {
    return this.options().find((option) => option.value === id)
  }

  add(value) {
    const option = this.option(value.id)
    option.selected = true
    const last = this.options().filter((each) => each.selected && each !== option).at(-1)
    if (last) last.after(option)
    else this.field.prepend(option)
  }

  remove(value) {
    const option = this.option(value.id)
    option.selected = false
    this.field.append(option)
  }

  move(index, step) {
    const chosen = this.options().filter((option) => option.selected)
    const option = chosen[index]
    const other = chosen[index + step]
    this.change(() => (step < 0 ? other.before(option) : other.after(option)), t("{name} is now number {number}", { name: option.text, number: index + step + 1 }))
  }

  async find(words) {
    return this.options()
      .filter((option) => !option.selected && option.text.toLowerCase().includes(words.toLowerCase()))
      .map((option) => ({ id: option.value, text: option.text }))
  }
}

export function enhanceTokens(form) {
  for (const field of form.querySelectorAll("[data-tokens]")) {
    const label = form.querySelector(`label[for="${field.id}"]`)?.textContent.trim() || field.name
    if (field.dataset.tokens === "tags") new Tags(field, label)
    else new Authors(field, label)
  }
}
