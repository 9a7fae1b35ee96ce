"""An export and a restore of the other site."""

from accounts.sites.models import Site
from content.archives.models import Export, Restore
from tests.people import People


def make(site: Site, people: People) -> None:
    Export.objects.create(site=site, created_by=people.admin, file="exports/noise.zip", size=10)
    Restore.objects.create(target=site, created_by=people.superuser, file_name="noise.zip", state="done")
