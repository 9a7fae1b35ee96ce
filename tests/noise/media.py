"""Pictures of the other site, with the titles and file names that tests use on theirs."""

from accounts.sites.models import Site
from content.media.models import Asset, Rendition
from tests.people import People


def make(site: Site, people: People) -> None:
    """Rows without files: no test reads them, and every test pays for them."""
    asset = Asset.objects.create(
        site=site,
        title="Harbour at dawn",
        alt="Boats in the harbour",
        caption="Noise of the other site",
        original="originals/noise.jpg",
        file_name="harbour.jpg",
        mime="image/jpeg",
        size=1000,
        sha256="0" * 64,
        width=640,
        height=480,
        state=Asset.State.READY,
        created_by=people.creator,
    )
    Rendition.objects.create(
        asset=asset,
        format=Rendition.Format.WEBP,
        width=320,
        height=240,
        size=100,
        file=f"renditions/{asset.public_id}/0123456789abcdef-320.webp",
    )
