"""Rules and the switch in the admin and in the shell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import Entry
from accounts.sites.models import Site
from ai.policies.models import Rule
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
SWITCH = "/admin/policies/rule/switch/"


def test_administrators_switch_their_site_and_platform_staff_all(
    site: Site, people: People, client_for: ClientFor
) -> None:
    admin = client_for(people.admin)
    page = admin.post(SWITCH, {"to": "off", "where": "site", "reason": "Elections"}, follow=True).content.decode()
    assert "Off on this site" in page and "Elections" in page
    assert "for all sites" not in page, "only platform staff see that switch"
    assert Rule.objects.get(site=site).created_by == people.admin
    assert admin.post(SWITCH, {"to": "off", "where": "platform"}).status_code == 403
    admin.post(SWITCH, {"to": "on", "where": "site"})
    assert not Rule.objects.filter(site=site).exists()
    client_for(people.superuser).post(SWITCH, {"to": "off", "where": "platform"})
    assert "Off for all sites" in admin.get("/admin/policies/rule/").content.decode()
    topics = Entry.objects.filter(topic__startswith="policies.").values_list("topic", flat=True)
    assert sorted(topics) == ["policies.rule_changed", "policies.rule_changed", "policies.rule_lifted"]


@pytest.mark.parametrize("who", ["editor", "creator", "viewer", "stranger"])
def test_nobody_else_switches(who: str, site: Site, people: People, client_for: ClientFor) -> None:
    assert client_for(getattr(people, who)).post(SWITCH, {"to": "off"}).status_code in (302, 403, 404)
    assert not Rule.objects.filter(site=site).exists()


def test_a_rule_is_made_checked_and_lifted(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    rule = {"policy": "never", "feature": "writing.*", "scope": "category:3", "reason": "Legal"}
    for wrong in ({"scope": "all articles"}, {"feature": "Writing!"}):
        client.post("/admin/policies/rule/add/", rule | wrong)
    assert not Rule.objects.filter(site=site).exists()
    client.post("/admin/policies/rule/add/", rule)
    made = Rule.objects.get(site=site)
    assert (made.feature, made.scope, made.created_by) == ("writing", "category:3", people.admin)
    client.post(f"/admin/policies/rule/{made.pk}/delete/", {"post": "yes"})
    assert not Rule.objects.filter(site=site).exists()


def test_rules_for_all_sites_are_seen_and_not_changed_by_a_sites_administrator(
    site: Site, people: People, client_for: ClientFor
) -> None:
    rule = Rule.objects.create(policy="local", reason="Law")
    client = client_for(people.admin)
    assert "Law" in client.get("/admin/policies/rule/").content.decode()
    client.post(f"/admin/policies/rule/{rule.pk}/change/", {"policy": "local", "reason": "Forged"})
    client.post(f"/admin/policies/rule/{rule.pk}/delete/", {"post": "yes"})
    rule.refresh_from_db()
    assert rule.reason == "Law"


def test_the_switch_in_the_shell(site: Site, noise_site: Site) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("ai_switch", *words, stdout=out)
        return out.getvalue()

    Rule.objects.all().delete()
    assert "AI is on everywhere" in run("status")
    assert "AI is off on Harbour Post" in run("off", "--site", site.host, "--reason", "Outage")
    assert "Harbour Post: No AI at all: all AI. Outage" in run("status")
    assert "AI for writing is off for all sites" in run("off", "--everywhere", "--feature", "writing")
    with pytest.raises(CommandError, match="was not switched off for all sites"):
        run("on", "--everywhere")
    assert "AI is on again on Harbour Post" in run("on", "--site", site.host)
    with pytest.raises(CommandError, match="Say where"):
        run("off")
    with pytest.raises(CommandError, match="No site has the domain"):
        run("off", "--site", "nowhere.test")
    assert Rule.objects.get().feature == "writing"
