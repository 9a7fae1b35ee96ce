"""Facts about guidelines and glossary."""

from accounts.audit.events import Event

guideline_saved = Event("quality.guideline_saved", "guideline_id", "version", doc="A guideline has a new version.")
term_saved = Event("quality.term_saved", "term_id", "version", doc="A term of the glossary has a new version.")
term_deleted = Event("quality.term_deleted", "term_id", doc="A term was taken out of the glossary.")
glossary_imported = Event("quality.glossary_imported", "count", doc="Terms were made or changed from a file.")
