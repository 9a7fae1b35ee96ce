"""An import of the other site."""

from accounts.sites.models import Site
from content.transfer.models import Import, ImportedItem, item_key
from tests.people import People


def make(site: Site, people: People) -> None:
    source = "wordpress:old.example.org"
    run = Import.objects.create(
        site=site, importer="wordpress", source=source, file_name="export.xml", state="checked", created_by=people.admin
    )
    for kind, source_id in (("article", "7"), ("comment", "3")):
        key = item_key(source, kind, source_id)
        ImportedItem.objects.create(
            site=site, run=run, source=source, kind=kind, source_id=source_id, key=key, title="Noise", state="waiting"
        )
