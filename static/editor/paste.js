/** Paste and drop: pictures are uploaded; text from Word, Docs and Markdown is cleaned by the server first. */
import { Extension, Plugin } from "django-prose-editor/editor"
import { csrfToken, t } from "aicmr-editor/dom"

const OFFICE = /mso-|MsoNormal|urn:schemas-microsoft-com|docs-internal-guid|id="isPasted"|<(o|w):|Apple-converted-space|LibreOffice/i
const MARKDOWN = /^(#{1,6} |[-*+] \S|\d+[.)] \S|> |```|\|.+\|$)|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\(\S+\)/m

async function cleaned(url, html, text) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    body: new URLSearchParams({ html, text }),
  })
  if (!response.ok || response.redirected) throw new Error("not cleaned")
  return (await response.json()).html
}

function pictures(data) {
  return [...(data?.files || [])].filter((file) => file.type.startsWith("image/"))
}

export const Paste = Extension.create({
  name: "cleanPaste",
  addOptions() {
    return { url: "", uploadPicture: () => {}, announce: () => {} }
  },
  addProseMirrorPlugins() {
    const { editor, options } = this
    const insert = (html, text) => {
      cleaned(options.url, html, text)
        .then((clean) => editor.chain().focus().insertContent(clean).run())
        .catch(() => {
          editor.chain().focus().insertContent(html || text.split(/\n{2,}/).map((part) => ({ type: "paragraph", content: [{ type: "text", text: part }] }))).run()
          options.announce(t("The pasted text could not be cleaned by the server; please look it over."))
        })
      return true
    }
    return [
      new Plugin({
        props: {
          handlePaste(view, event) {
            const data = event.clipboardData
            if (!data || view.state.selection.$from.parent.type.spec.code || editor.isActive("figure")) return false
            const html = data.getData("text/html")
            const text = data.getData("text/plain")
            const files = pictures(data)
            if (files.length && !text.trim()) return options.uploadPicture(files) || true
            if (html && OFFICE.test(html)) return insert(html, "")
            return !html && MARKDOWN.test(text) ? insert("", text) : false
          },
          handleDrop(view, event) {
            const files = pictures(event.dataTransfer)
            if (!files.length) return false
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
            if (at) editor.commands.setTextSelection(at.pos)
            return options.uploadPicture(files) || true
          },
        },
      }),
    ]
  },
})
