/** A picture with its caption: picked from the library or uploaded in place, its alternative text beside it. */
import { Node } from "django-prose-editor/editor"
import { el, icon, t } from "aicmr-editor/dom"

/** What was just uploaded is shown from memory until the worker has made its renditions. */
const fresh = new Map()

export function rememberPreview(assetId, file) {
  fresh.set(assetId, URL.createObjectURL(file))
}

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  isolating: true,
  defining: true,
  draggable: true,

  addOptions() {
    return { replace: null, preview: (asset, src) => src }
  },

  addAttributes() {
    const image = (name) => ({
      default: null,
      parseHTML: (element) => element.querySelector("img")?.getAttribute(name) || null,
      renderHTML: () => ({}),
    })
    return {
      asset: {
        default: null,
        parseHTML: (element) => element.getAttribute("data-asset") || element.querySelector("img")?.getAttribute("data-asset"),
        renderHTML: (values) => (values.asset ? { "data-asset": values.asset } : {}),
      },
      src: image("src"),
      alt: { ...image("alt"), default: "" },
      width: image("width"),
      height: image("height"),
    }
  },

  parseHTML() {
    return [
      {
        tag: "figure",
        getAttrs: (element) => (element.querySelector("img") ? null : false),
        contentElement: (element) => element.querySelector("figcaption") || document.createElement("figcaption"),
      },
    ]
  },

  renderHTML({ node, HTMLAttributes }) {
    const { src, alt, width, height } = node.attrs
    const image = { src, alt: alt || "", ...(width && { width }), ...(height && { height }) }
    return ["figure", HTMLAttributes, ["img", image], ["figcaption", 0]]
  },

  addCommands() {
    return {
      insertFigure:
        (picture) =>
        ({ chain }) =>
          chain()
            .insertContent({
              type: "figure",
              attrs: { asset: picture.id, src: picture.src, alt: picture.alt || "", width: picture.width, height: picture.height },
              content: picture.caption ? [{ type: "text", text: picture.caption }] : [],
            })
            .run(),
    }
  },

  addKeyboardShortcuts() {
    const leave = ({ editor }) => {
      const { $from } = editor.state.selection
      if ($from.parent.type.name !== "figure") return false
      return editor.chain().insertContentAt($from.after(), { type: "paragraph" }).focus($from.after() + 1).run()
    }
    return { Enter: leave, "Mod-Enter": leave }
  },

  addNodeView() {
    return ({ node, editor, getPos }) => new FigureView(node, editor, getPos, this.options)
  },
})

class FigureView {
  constructor(node, editor, getPos, options) {
    Object.assign(this, { node, editor, getPos, options })
    this.image = el("img", { draggable: "false" })
    this.image.addEventListener("error", () => this.dom.classList.add("is-pending"))
    this.image.addEventListener("load", () => this.dom.classList.remove("is-pending"))
    this.alt = el("input", { type: "text", maxlength: 500, oninput: () => this.set({ alt: this.alt.value }) })
    this.contentDOM = el("figcaption", { "data-placeholder": t("Caption (optional)") })
    this.tools = el(
      "div",
      { class: "figure-tools", contenteditable: "false" },
      el("label", {}, el("span", {}, t("Alternative text")), this.alt),
      el("button", { type: "button", onclick: () => this.replace() }, icon("swap_horiz"), t("Replace")),
      el("button", { type: "button", class: "is-danger", onclick: () => this.remove() }, icon("delete"), t("Remove")),
    )
    const pending = el("p", { class: "figure-pending", contenteditable: "false" }, t("The sizes of this picture are being made."))
    this.dom = el("figure", { class: "edit-figure" }, this.image, pending, this.tools, this.contentDOM)
    this.show()
  }

  show() {
    const { asset, src, alt, width, height } = this.node.attrs
    const source = fresh.get(asset) || this.options.preview(asset, src) || ""
    if (this.image.getAttribute("src") !== source) this.image.setAttribute("src", source)
    this.image.alt = alt || ""
    if (width && height) Object.assign(this.image, { width, height })
    if (this.alt.value !== (alt || "")) this.alt.value = alt || ""
    this.alt.placeholder = t("What the picture shows, for those who cannot see it")
    this.dom.classList.toggle("lacks-alt", !alt)
    this.contentDOM.classList.toggle("is-empty", !this.node.content.size)
  }

  set(values) {
    const position = this.getPos()
    if (position === undefined) return
    this.editor.view.dispatch(this.editor.state.tr.setNodeMarkup(position, null, { ...this.node.attrs, ...values }))
  }

  replace() {
    this.options.replace?.((picture) =>
      this.set({ asset: picture.id, src: picture.src, alt: picture.alt || this.node.attrs.alt, width: picture.width, height: picture.height }),
    )
  }

  remove() {
    const position = this.getPos()
    this.editor.chain().deleteRange({ from: position, to: position + this.node.nodeSize }).focus().run()
  }

  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  stopEvent(event) {
    return this.tools.contains(event.target)
  }

  ignoreMutation(mutation) {
    return !this.contentDOM.contains(mutation.target) || mutation.target === this.contentDOM && mutation.type === "attributes"
  }

  selectNode() {
    this.dom.classList.add("is-selected")
  }

  deselectNode() {
    this.dom.classList.remove("is-selected")
  }
}
