from content import slots

slots.declare("reader.article.after", "After the text of a public article; context: request, page, site, is_preview")
