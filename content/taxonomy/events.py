"""Facts about authors, categories and tags. `dep` names the term as live pages do: `author:7`, `tag:5`."""

from accounts.audit.events import Event

term_created = Event("taxonomy.term_created", "dep", doc="An author, category or tag was made.")
term_changed = Event("taxonomy.term_changed", "dep", doc="A term has another name, place or text, or is gone.")
term_moved = Event("taxonomy.term_moved", "dep", "old_path", "new_path", doc="The list of a term has another address.")
terms_merged = Event("taxonomy.terms_merged", "dep", "into", doc="A term was merged into another and deleted.")
