/** Every top-level block keeps its own id through edits, moves and copies; nested blocks have none. */
import { Extension, Plugin } from "django-prose-editor/editor"
import { shortId } from "aicmr-editor/dom"

const TYPES = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "codeBlock", "table", "figure", "horizontalRule"]

/** Enter at the very start of a block leaves an empty block above: the id belongs to the text, not to the gap. */
function idOfTheText(node, next, before) {
  const { blockId } = node.attrs
  if (!next?.content.size || node.content.size || (next.attrs.blockId && next.attrs.blockId !== blockId)) return false
  const old = before.get(blockId)
  return Boolean(old?.content.size && old.content.eq(next.content))
}

function repair(state, oldState) {
  const before = new Map()
  oldState.doc.forEach((node) => before.set(node.attrs.blockId, node))
  const seen = new Set()
  const tr = state.tr
  let changed = false
  let handedDown = null
  const set = (position, id) => {
    tr.setNodeAttribute(position, "blockId", id)
    changed = true
  }
  state.doc.forEach((node, offset, index) => {
    if (!("blockId" in node.attrs)) return
    let id = handedDown || node.attrs.blockId
    handedDown = null
    const next = index + 1 < state.doc.childCount ? state.doc.child(index + 1) : null
    if (id && idOfTheText(node, next, before)) {
      handedDown = id
      id = null
    }
    if (!id || seen.has(id)) id = shortId()
    seen.add(id)
    if (id !== node.attrs.blockId) set(offset, id)
  })
  state.doc.descendants((node, position, parent) => {
    if (parent !== state.doc && node.attrs.blockId) set(position, null)
  })
  return changed ? tr : null
}

export const BlockIds = Extension.create({
  name: "blockIds",
  addGlobalAttributes() {
    return [
      {
        types: TYPES,
        attributes: {
          blockId: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => element.getAttribute("data-id"),
            renderHTML: (values) => (values.blockId ? { "data-id": values.blockId } : {}),
          },
        },
      },
    ]
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction(transactions, oldState, state) {
          return transactions.some((transaction) => transaction.docChanged) ? repair(state, oldState) : null
        },
      }),
    ]
  },
})
