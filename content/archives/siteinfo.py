"""The site itself in an archive: settings, design and domains. No team, no keys, nothing secret."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from accounts.sites.exceptions import SiteRefused
from accounts.sites.models import Domain, Site
from accounts.sites.naming import clean_host
from accounts.sites.services import create_site
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.exceptions import ArchiveRefused

if TYPE_CHECKING:
    from accounts.models import User

_FIELDS = encoding.columns(Site, ("is_active",))
_SETTINGS = [field for field in _FIELDS if field.name != "created_at"]


def site_row(site: Site) -> Row:
    domains = site.domains.order_by("-is_primary", "host").values_list("host", flat=True)
    return encoding.encode_many([site], _FIELDS)[0] | {"domains": list(domains)}


def check_site(row: Row) -> None:
    """Raises ArchiveRefused if no site can be made of the row."""
    try:
        encoding.public(row.get("id"), "id")
        site = Site(**encoding.decode(_FIELDS, row))
        site.clean()
        hosts_of(row)
    except BadRow as error:
        raise ArchiveRefused(f"site.json: {error}.") from None
    except ValidationError as error:
        raise ArchiveRefused(f"site.json: {' '.join(error.messages)}") from None


def hosts_of(row: Row, domain: str = "") -> list[str]:
    """The domains that the new site gets: the one asked for, else those of the archive."""
    hosts = [domain] if domain else row.get("domains")
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts) or len(hosts) > 100:
        raise BadRow("domains: a list of host names")
    return list(dict.fromkeys(clean_host(host) for host in hosts))


def taken_hosts(hosts: list[str]) -> list[str]:
    return sorted(Domain.objects.filter(host__in=hosts).values_list("host", flat=True))


def make_site(row: Row, *, domain: str, by: "User | None") -> Site:
    """A new site with the archive's settings; it keeps its id where no other site has it."""
    values = encoding.decode(_FIELDS, row)
    created_at = values.pop("created_at", None)
    try:
        hosts = hosts_of(row, domain)
        if taken := taken_hosts(hosts):
            raise ArchiveRefused(domain_taken(taken[0]))
        site = create_site(domains=hosts, by=by, **values)
    except (SiteRefused, ValidationError) as error:
        raise ArchiveRefused(str(error)) from None
    changes: dict[str, Any] = {"created_at": created_at} if created_at else {}
    if not Site.objects.filter(public_id=row["id"]).exists():
        changes["public_id"] = row["id"]
    Site.objects.filter(pk=site.pk).update(**changes)
    site.refresh_from_db()
    return site


def adopt(site: Site, row: Row) -> None:
    """An empty site takes the archive's settings; it keeps its domains and its team."""
    for name, value in encoding.decode(_SETTINGS, row).items():
        setattr(site, name, value)
    site.save()


def domain_taken(host: str) -> str:
    return (
        f"The domain {host} belongs to another site here. Give the restored site one of its own with "
        f"--domain, or restore into that site with --site {host}."
    )
