"""Sizes and vocabulary of guidelines and glossary."""

MOST_FORMS = 40  # forbidden forms of one term
MOST_LINES = 2_000  # of a glossary that is imported at once
MOST_BYTES = 2_000_000

# What a guideline may let count mechanically: name → (label, unit)
MEASURES = {
    "sentence-words": "Words of a sentence, at most",
    "paragraph-words": "Words of a paragraph, at most",
    "seo-title-chars": "Characters of the title for search engines, at most",
    "seo-description-chars": "Characters of the description for search engines, at most",
}
