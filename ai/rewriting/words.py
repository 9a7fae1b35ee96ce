"""What the scripts of the help in a text say (`static/rewriting/`), for translators."""

from django.utils.translation import gettext_noop as _

from content.words import declare

declare(
    "rewriting",
    _("AI"),
    _("AI for this passage"),
    _("Ask"),
    _("Ask for something else"),
    _("Back"),
    _("Choose a passage of text first."),
    _("Close"),
    _("For example: address the reader directly"),
    _("Nothing was done"),
    _("Saving your text first …"),
    _("The passage before the empty line"),
    _("The server did not answer as it should. Your text is untouched; try again."),
    _("This passage"),
    _("Tone"),
    _("Translate into"),
    _("What shall be done with the passage?"),
    _("Your text could not be saved just now, so nothing was sent. See the notes at the top of the page."),
    _("{count} passages, each by itself"),
)
