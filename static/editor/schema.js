/** What a text is made of: exactly what the server keeps, so that nothing is lost between two openings. */
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading,
  Highlight, History, HorizontalRule, Image, Italic, Link, ListItem, Mark, mergeAttributes, OrderedList, Paragraph,
  Placeholder, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text, TrailingNode, Underline,
} from "django-prose-editor/editor"
import { el } from "aicmr-editor/dom"
import { BlockIds } from "aicmr-editor/blockids"
import { Figure } from "aicmr-editor/figure"

const BLOCKS = [
  "paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "codeBlock", "table", "tableRow",
  "tableCell", "tableHeader", "figure", "horizontalRule",
]

function carried(attribute, html = attribute) {
  return {
    [attribute]: {
      default: null,
      keepOnSplit: false,
      parseHTML: (element) => element.getAttribute(html),
      renderHTML: (values) => (values[attribute] ? { [html]: values[attribute] } : {}),
    },
  }
}

/** Language, title and provenance ride along on every block and mark that has them. */
const Carried = Extension.create({
  name: "carried",
  addGlobalAttributes() {
    return [
      { types: BLOCKS, attributes: { ...carried("lang"), ...carried("title"), ...carried("provenance", "data-p") } },
      { types: ["bold", "italic", "link", "code", "highlight"], attributes: { ...carried("lang"), ...carried("provenance", "data-p") } },
    ]
  },
})

/**
 * `span data-p`: where a passage came from. Typing behind it does not belong to it. It stands around all other marks, as
 * the server writes it, so that opening a text changes nothing.
 */
export const Provenance = Mark.create({
  name: "provenance",
  priority: 1100,
  inclusive: false,
  excludes: "",
  addAttributes() {
    return { ...carried("source", "data-p"), ...carried("lang"), ...carried("title") }
  },
  parseHTML() {
    return [{ tag: "span[data-p]" }, { tag: "span[lang]" }, { tag: "span[title]" }]
  },
  renderHTML({ HTMLAttributes }) {
    return ["span", HTMLAttributes, 0]
  },
})

/** A table keeps its caption (as text) and what its header cells head. */
const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: { default: null, parseHTML: (element) => element.querySelector("caption")?.textContent.trim() || null, renderHTML: () => ({}) },
    }
  },
  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }]
  },
  addNodeView() {
    const parent = this.parent?.()
    return (view) => {
      const table = parent(view)
      const caption = view.node.attrs.caption
      if (caption) table.table.prepend(el("caption", { contenteditable: "false" }, caption))
      return table
    }
  },
  renderHTML({ node, HTMLAttributes }) {
    const caption = node.attrs.caption ? [["caption", {}, node.attrs.caption]] : []
    return ["table", mergeAttributes(HTMLAttributes), ...caption, ["tbody", 0]]
  },
})

const ScopedHeader = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), ...carried("scope") }
  },
})

export function extensions(options) {
  return [
    Document, Text, Paragraph, HardBreak, HorizontalRule, Blockquote, BulletList, OrderedList, ListItem, CodeBlock, History,
    Heading.configure({ levels: [2, 3, 4] }),
    Bold, Italic, Underline, Strike, Code, Subscript, Superscript, Highlight,
    Link.configure({ openOnClick: false, autolink: true, linkOnPaste: true, enableTarget: false, protocols: ["http", "https", "mailto", "tel"] }),
    CaptionedTable.configure({ resizable: false }), TableRow, ScopedHeader, TableCell,
    Image.configure({ inline: true, allowBase64: false }),
    Figure.configure(options.figure), Provenance, Carried, BlockIds,
    Dropcursor.configure({ color: "var(--ink)", width: 2 }), Gapcursor, TrailingNode,
    Placeholder.configure({ placeholder: options.placeholder }),
    ...(options.more || []),
  ]
}

/** The editor's HTML as it is stored: header rows in a `thead`, header cells with their scope, nothing empty. */
export function storedHtml(editor) {
  const root = new DOMParser().parseFromString(`<body>${editor.getHTML()}</body>`, "text/html").body
  for (const table of root.querySelectorAll("table")) headRows(table)
  for (const cell of root.querySelectorAll("td, th")) {
    if (cell.getAttribute("colspan") === "1") cell.removeAttribute("colspan")
    if (cell.getAttribute("rowspan") === "1") cell.removeAttribute("rowspan")
  }
  for (const paragraph of root.querySelectorAll("td > p, th > p, li > p")) bare(paragraph)
  const last = root.lastElementChild
  if (last?.tagName === "P" && !last.textContent && !last.querySelector("img")) last.remove()
  return root.innerHTML
}

/** A cell or item with one paragraph is stored as its words. */
function bare(paragraph) {
  const others = [...paragraph.parentElement.children].filter((each) => each !== paragraph)
  if (paragraph.attributes.length || others.some((each) => !["UL", "OL"].includes(each.tagName))) return
  if (paragraph.previousElementSibling) return
  paragraph.replaceWith(...paragraph.childNodes)
}

function headRows(table) {
  const body = table.querySelector("tbody")
  const rows = [...(body?.rows || [])]
  const count = rows.findIndex((row) => [...row.cells].some((cell) => cell.tagName !== "TH"))
  if (count < 1) return
  const head = document.createElement("thead")
  head.append(...rows.slice(0, count))
  for (const cell of head.querySelectorAll("th:not([scope])")) cell.setAttribute("scope", "col")
  table.insertBefore(head, body)
}
