"""The page that shows how everything is knows of AI, where AI is installed."""

from accounts.operations import status
from accounts.sites.models import Site


def test_the_servers_of_ai_are_a_part(site: Site) -> None:
    assert "AI" in {part.name for part in status.look().parts}
