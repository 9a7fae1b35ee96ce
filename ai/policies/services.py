"""Make and lift rules; switch AI off and on."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from accounts.sites.models import Site
from ai.policies.events import privacy_changed, rule_changed, rule_lifted
from ai.policies.models import Privacy, Rule

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_rule(rule: Rule, *, by: "User | None") -> None:
    if rule.pk is None:
        rule.created_by = by
    rule.save()
    announce(rule_changed, site=rule.site, by=by, rule_id=rule.pk, policy=rule.policy)


@transaction.atomic
def lift_rule(rule: Rule, *, by: "User | None") -> None:
    rule_id = rule.pk
    rule.delete()
    announce(rule_lifted, site=rule.site, by=by, rule_id=rule_id, policy=rule.policy)


@transaction.atomic
def switch_off(*, site: Site | None, feature: str = "", reason: str = "", by: "User | None") -> Rule:
    """No call is made from now on, and what is being written stops within a second. Without a site: everywhere."""
    rule = Rule.objects.switches(feature).filter(site=site).first()
    if rule is None:
        rule = Rule(site=site, feature=feature, policy=Rule.Policy.STOPPED, reason=reason[:200])
        save_rule(rule, by=by)
    return rule


@transaction.atomic
def switch_on(*, site: Site | None, feature: str = "", by: "User | None") -> bool:
    """False if it was not off. A stop for all sites is lifted only without a site."""
    rules = list(Rule.objects.switches(feature).filter(site=site))
    for rule in rules:
        lift_rule(rule, by=by)
    return bool(rules)


@transaction.atomic
def save_privacy(privacy: Privacy, *, by: "User | None") -> None:
    """Counts from the next call on."""
    privacy.save()
    announce(privacy_changed, site=privacy.site, by=by, privacy_id=privacy.pk)
