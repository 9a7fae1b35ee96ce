/** "/" in an empty paragraph opens a menu of what can be inserted; typing filters it. */
import { Extension, Plugin } from "django-prose-editor/editor"
import { BLOCKS, INSERTS } from "aicmr-editor/commands"
import { el, icon, t } from "aicmr-editor/dom"

const CHOICES = [...BLOCKS, ...INSERTS]

function query(state) {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type.name !== "paragraph" || $from.parentOffset !== $from.parent.content.size) return null
  return /^\/([\p{L}\p{N} ]{0,20})$/u.exec($from.parent.textContent)?.[1] ?? null
}

class SlashMenu {
  constructor(editor, tools) {
    Object.assign(this, { editor, tools, chosen: 0, found: [], dismissed: false })
    this.list = el("ul", { id: "slash-menu", class: "slash-menu", role: "listbox", "aria-label": t("Insert"), hidden: true })
    editor.options.element.append(this.list)
  }

  update() {
    const text = query(this.editor.state)
    if (text === null) this.dismissed = false
    const wanted = (text || "").trim().toLowerCase()
    this.found = CHOICES.filter((tool) => `${tool.label} ${tool.words}`.toLowerCase().includes(wanted))
    if (text === null || this.dismissed || !this.found.length || !this.editor.isFocused) return this.close()
    this.chosen = Math.min(this.chosen, this.found.length - 1)
    this.show()
  }

  show() {
    this.list.replaceChildren(
      ...this.found.map((tool, index) =>
        el(
          "li",
          { id: `slash-${tool.name}`, role: "option", "aria-selected": String(index === this.chosen), onmousedown: (event) => this.pick(event, index) },
          icon(tool.icon),
          el("span", { class: "slash-label" }, tool.label),
          el("span", { class: "slash-hint" }, tool.hint),
        ),
      ),
    )
    this.list.hidden = false
    const { view } = this.editor
    const at = view.coordsAtPos(this.editor.state.selection.from)
    const box = this.editor.options.element.getBoundingClientRect()
    this.list.style.left = `${Math.max(0, Math.min(at.left - box.left, box.width - 290))}px`
    this.list.style.top = `${at.bottom - box.top + 6}px`
    view.dom.setAttribute("aria-controls", "slash-menu")
    view.dom.setAttribute("aria-activedescendant", `slash-${this.found[this.chosen].name}`)
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" })
  }

  close() {
    this.chosen = 0
    this.list.hidden = true
    this.editor.view.dom.removeAttribute("aria-activedescendant")
    this.editor.view.dom.removeAttribute("aria-controls")
  }

  pick(event, index) {
    event.preventDefault()
    const tool = this.found[index]
    const { $from } = this.editor.state.selection
    this.editor.chain().focus().deleteRange({ from: $from.start(), to: $from.end() }).run()
    tool.run(this.editor, this.tools)
  }

  key(event) {
    if (this.list.hidden) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      this.chosen = (this.chosen + step + this.found.length) % this.found.length
      this.show()
      return true
    }
    if (event.key === "Enter" || event.key === "Tab") {
      this.pick(event, this.chosen)
      return true
    }
    if (event.key !== "Escape") return false
    this.dismissed = true
    this.close()
    return true
  }
}

export const Slash = Extension.create({
  name: "slash",
  priority: 1000,
  addOptions() {
    return { tools: () => ({}) }
  },
  addProseMirrorPlugins() {
    let menu
    const { editor, options } = this
    return [
      new Plugin({
        view: () => {
          menu = new SlashMenu(editor, options.tools())
          return { update: () => menu.update(), destroy: () => menu.list.remove() }
        },
        props: {
          handleKeyDown: (view, event) => menu?.key(event) || false,
          handleDOMEvents: { blur: () => void menu?.close() },
        },
      }),
    ]
  },
})
