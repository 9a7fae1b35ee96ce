/** Which blocks of the text a selection touches, what they are, and how to get back to them. */

const TAGS = { paragraph: "p", bulletList: "ul", orderedList: "ol", codeBlock: "pre", horizontalRule: "hr" }

function tagOf(node) {
  return node.type.name === "heading" ? `h${node.attrs.level}` : TAGS[node.type.name] || node.type.name
}

/** On a busy machine a key comes before the event that tells the editor where the caret went: it is asked for now. */
export function readCaret(editor) {
  editor.view.domObserver.forceFlush()
  editor.view.domObserver.flush()
}

/** The blocks that the selection touches; beside an empty line, the block before it. */
export function chosenBlocks(editor) {
  const { doc, selection } = editor.state
  const { from, to, empty } = selection
  const found = []
  let before = null
  doc.forEach((node, offset) => {
    const start = offset
    const end = offset + node.nodeSize
    const touches = empty ? from >= start && from <= end : from < end - 1 && to > start + 1
    const block = { id: node.attrs.blockId, tag: tagOf(node), text: node.textContent }
    if ((touches || (selection.node && from === start)) && !(node.type.name === "paragraph" && !node.content.size)) found.push(block)
    else if (end <= from && node.content.size) before = block
  })
  return found.length ? found : before ? [{ ...before, isBefore: true }] : []
}

/** Puts the caret to the end of a block's words. */
export function caretTo(editor, id) {
  let at = null
  editor.state.doc.forEach((node, offset) => {
    if (node.attrs.blockId === id) at = offset + node.nodeSize - 1
  })
  if (at !== null) editor.commands.setTextSelection(at)
}

/** Shows in the text which blocks are meant. A style sheet of its own, since the editor owns its elements. */
export class Highlight {
  constructor() {
    this.sheet = new CSSStyleSheet()
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet]
  }

  show(ids) {
    const rule = ids.map((id) => `#id_body_editor > [data-id="${CSS.escape(id)}"]`).join(", ")
    this.sheet.replaceSync(rule ? `${rule} { background: var(--assist-wash); box-shadow: -8px 0 0 var(--paper), -11px 0 0 var(--ink); border-radius: 2px; }` : "")
  }
}
