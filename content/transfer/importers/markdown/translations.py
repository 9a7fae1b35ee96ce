"""Texts of a folder that say the same in other languages: by what they say of themselves, or by their names."""

from collections import Counter

from content.transfer.importers.markdown import values
from content.transfer.importers.markdown.placing import base_of, place_of
from content.transfer.importers.markdown.sites import Site

# Hugo's own word, and those that tools and themes for several languages have made usual.
_KEYS = ("translationkey", "translation_key", "translationid", "translation_id", "i18n_key")
_OF_JEKYLL = ("ref", "page_id", "permalink")


class Translations:
    """Of the texts called `names`."""

    def __init__(self, site: Site, names: set[str]) -> None:
        self.site = site
        self.bases = Counter(base_of(name, site) for name in names) if site.made_by == "hugo" else Counter()

    def group_of(self, name: str, fields: values.Fields, language: str) -> str:
        """One name for all languages of a text; "" where nothing says that there are others."""
        if said := values.text(fields, *_KEYS):
            return f"key:{said}"[:200]
        if self.site.made_by == "hugo":
            base = base_of(name, self.site)
            return f"file:{base}"[:200] if self.bases[base] > 1 else ""
        if self.site.made_by == "jekyll" and language:
            found = next((each for each in _OF_JEKYLL if values.text(fields, each)), "")
            return f"{found}:{values.text(fields, found)}"[:200] if found else ""
        if self.site.made_by == "pelican" and (language or values.text(fields, "slug")):
            place = place_of(name, fields, self.site)
            return f"{place.kind}:{place.slug}"[:200]
        return ""
