/** The toolbar: one tab stop, arrow keys within it, every button named; Alt+F10 leads here, Escape back to the text. */
import { BLOCKS, HISTORY, hint, INSERTS, isActive, MARKS, TABLE } from "aicmr-editor/commands"
import { el, icon, t } from "aicmr-editor/dom"

function button(editor, tool, tools) {
  const toggles = tool.active !== null
  const made = el(
    "button",
    {
      type: "button",
      class: "tool",
      "data-tool": tool.name,
      "aria-label": tool.label,
      "aria-pressed": toggles ? "false" : null,
      title: hint(tool),
      tabindex: "-1",
      onmousedown: (event) => event.preventDefault(),
      onclick: () => tool.run(editor, tools),
    },
    icon(tool.icon),
  )
  const refresh = () => {
    if (toggles) made.setAttribute("aria-pressed", String(isActive(editor, tool)))
    if (tool.enabled) made.disabled = !tool.enabled(editor)
  }
  return { made, refresh }
}

function group(editor, label, list, tools) {
  const buttons = list.map((tool) => button(editor, tool, tools))
  const element = el("div", { class: "tool-group", role: "group", "aria-label": label }, ...buttons.map(({ made }) => made))
  return { element, refresh: () => buttons.forEach(({ refresh }) => refresh()) }
}

export function createToolbar(editor, tools) {
  const table = group(editor, t("Table"), TABLE, tools)
  const groups = [
    group(editor, t("Blocks"), BLOCKS, tools),
    group(editor, t("Marks"), MARKS, tools),
    group(editor, t("Insert"), INSERTS, tools),
    table,
    group(editor, t("History"), HISTORY, tools),
  ]
  const bar = el(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": t("Formatting"), "aria-controls": "id_body_editor" },
    ...groups.map(({ element }) => element),
  )
  roam(bar, editor)
  const refresh = () => {
    table.element.hidden = !editor.isActive("table")
    groups.forEach((each) => each.refresh())
    keepOneStop(bar)
  }
  editor.on("transaction", refresh)
  refresh()
  return bar
}

function reachable(bar) {
  return [...bar.querySelectorAll("button:not(:disabled)")].filter((each) => !each.closest("[hidden]"))
}

function keepOneStop(bar) {
  const buttons = reachable(bar)
  const current = buttons.find((each) => each.tabIndex === 0) || buttons[0]
  for (const each of bar.querySelectorAll("button")) each.tabIndex = each === current ? 0 : -1
}

function roam(bar, editor) {
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return editor.commands.focus()
    const buttons = reachable(bar)
    const here = buttons.indexOf(document.activeElement)
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (there === undefined || here < 0) return
    event.preventDefault()
    const next = buttons[(there + buttons.length) % buttons.length]
    buttons.forEach((each) => (each.tabIndex = each === next ? 0 : -1))
    next.focus()
  })
}
