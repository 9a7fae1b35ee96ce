/** What can be done to a text: one list for the toolbar and the insert menu. */
import { t } from "aicmr-editor/dom"

const chain = (editor) => editor.chain().focus()

/** Tools: name, label, icon, what it does, when it is on; `keys` is shown in its hint. */
export const MARKS = [
  { name: "bold", label: t("Bold"), icon: "format_bold", keys: "Mod+B", run: (e) => chain(e).toggleBold().run() },
  { name: "italic", label: t("Italic"), icon: "format_italic", keys: "Mod+I", run: (e) => chain(e).toggleItalic().run() },
  { name: "link", label: t("Link"), icon: "link", keys: "Mod+K", run: (e, tools) => tools.link() },
  { name: "code", label: t("Code"), icon: "code", keys: "Mod+E", run: (e) => chain(e).toggleCode().run() },
  { name: "strike", label: t("Strike through"), icon: "strikethrough_s", run: (e) => chain(e).toggleStrike().run() },
  { name: "highlight", label: t("Highlight"), icon: "ink_highlighter", run: (e) => chain(e).toggleHighlight().run() },
  { name: "superscript", label: t("Superscript"), icon: "superscript", run: (e) => chain(e).toggleSuperscript().run() },
  { name: "subscript", label: t("Subscript"), icon: "subscript", run: (e) => chain(e).toggleSubscript().run() },
]

export const BLOCKS = [
  { name: "paragraph", label: t("Text"), hint: t("Plain paragraph"), icon: "notes", words: "paragraph plain", run: (e) => chain(e).setParagraph().run() },
  { name: "h2", label: t("Heading"), hint: t("Large section heading"), icon: "format_h2", words: "heading 2 title section", active: (e) => e.isActive("heading", { level: 2 }), run: (e) => chain(e).toggleHeading({ level: 2 }).run() },
  { name: "h3", label: t("Subheading"), hint: t("Medium heading"), icon: "format_h3", words: "heading 3", active: (e) => e.isActive("heading", { level: 3 }), run: (e) => chain(e).toggleHeading({ level: 3 }).run() },
  { name: "h4", label: t("Small heading"), hint: t("Small heading"), icon: "format_h4", words: "heading 4", active: (e) => e.isActive("heading", { level: 4 }), run: (e) => chain(e).toggleHeading({ level: 4 }).run() },
  { name: "bulletList", label: t("Bulleted list"), hint: t("List with bullets"), icon: "format_list_bulleted", words: "list bullet unordered", run: (e) => chain(e).toggleBulletList().run() },
  { name: "orderedList", label: t("Numbered list"), hint: t("List with numbers"), icon: "format_list_numbered", words: "list number ordered", run: (e) => chain(e).toggleOrderedList().run() },
  { name: "blockquote", label: t("Quote"), hint: t("Somebody's words"), icon: "format_quote", words: "quote citation", run: (e) => chain(e).toggleBlockquote().run() },
]

export const INSERTS = [
  { name: "figure", label: t("Picture"), hint: t("From the library or your device"), icon: "image", words: "image photo figure upload", run: (e, tools) => tools.picture() },
  { name: "table", label: t("Table"), hint: t("Three columns with a header row"), icon: "table", words: "table grid", run: (e) => chain(e).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run() },
  { name: "codeBlock", label: t("Code block"), hint: t("Lines of code"), icon: "code_blocks", words: "code pre program", run: (e) => chain(e).toggleCodeBlock().run() },
  { name: "horizontalRule", label: t("Divider"), hint: t("A line between parts"), icon: "horizontal_rule", words: "divider line rule", active: () => false, run: (e) => chain(e).setHorizontalRule().run() },
]

export const HISTORY = [
  { name: "undo", label: t("Undo"), icon: "undo", keys: "Mod+Z", active: null, enabled: (e) => e.can().undo(), run: (e) => chain(e).undo().run() },
  { name: "redo", label: t("Redo"), icon: "redo", keys: "Mod+Shift+Z", active: null, enabled: (e) => e.can().redo(), run: (e) => chain(e).redo().run() },
]

/** Shown while the cursor is in a table. */
export const TABLE = [
  { name: "addRowAfter", label: t("Add row"), icon: "add_row_below" },
  { name: "addColumnAfter", label: t("Add column"), icon: "add_column_right" },
  { name: "deleteRow", label: t("Delete row"), icon: "splitscreen_landscape" },
  { name: "deleteColumn", label: t("Delete column"), icon: "splitscreen_portrait" },
  { name: "mergeOrSplit", label: t("Merge or split cells"), icon: "cell_merge" },
  { name: "toggleHeaderRow", label: t("Header row"), icon: "toolbar" },
  { name: "deleteTable", label: t("Delete table"), icon: "delete" },
].map((tool) => ({ ...tool, active: null, run: (e) => chain(e)[tool.name]().run() }))

export function isActive(editor, tool) {
  return tool.active === undefined ? editor.isActive(tool.name) : Boolean(tool.active?.(editor))
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform)

export function hint(tool) {
  const keys = tool.keys?.replace("Mod", APPLE ? "⌘" : "Ctrl").replaceAll("+", APPLE ? "" : "+")
  return keys ? `${tool.label} (${keys})` : tool.label
}
