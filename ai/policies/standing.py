"""Which rule holds for a call. Asked before every call, so that a rule holds from the next one on."""

from dataclasses import dataclass

from accounts.sites.models import Site
from ai.policies.models import Rule
from ai.policies.scopes import widened

_STRICTNESS = {Rule.Policy.LOCAL_ONLY: 1, Rule.Policy.NEVER_SEND: 2, Rule.Policy.STOPPED: 3}
_WORDS = {
    Rule.Policy.LOCAL_ONLY: "may only be given to models on our own machines",
    Rule.Policy.NEVER_SEND: "may not be sent to any model",
    Rule.Policy.STOPPED: "is switched off",
}


@dataclass(frozen=True)
class Standing:
    """`rule` None: anything may be sent anywhere."""

    rule: Rule | None = None

    @property
    def is_stopped(self) -> bool:
        return self.rule is not None and self.rule.policy == Rule.Policy.STOPPED

    def allows(self, *, is_built_in: bool, runs_here: bool) -> bool:
        """Whether a target may be called that is in this process, or on our own machines."""
        if self.rule is None:
            return True
        if self.rule.policy == Rule.Policy.LOCAL_ONLY:
            return is_built_in or runs_here
        return is_built_in and not self.is_stopped

    @property
    def name(self) -> str:
        """For the log: under which rule something was sent, or was not."""
        return {"local": "local models only", "never": "nothing leaves", "stopped": "stopped"}.get(
            self.rule.policy if self.rule else "", "allowed"
        )

    @property
    def message(self) -> str:
        """For people whom the rule stops."""
        if self.rule is None:
            return ""
        rule = self.rule
        what = f"AI for “{rule.feature}”" if rule.feature else "AI"
        what = f"What belongs to {rule.scope}" if rule.scope and not self.is_stopped else what
        where = " for all sites" if rule.site_id is None and self.is_stopped else ""
        why = f" Reason: {rule.reason.rstrip('.')}." if rule.reason else ""
        words = _WORDS[Rule.Policy(rule.policy)]
        return f"{what} {words}{where}.{why} Administrators decide this under Settings → AI rules."


def standing(site: Site, purpose: str, scope: str = "") -> Standing:
    """The strictest rule that speaks of this call."""
    rules = [rule for rule in Rule.objects.of(site) if _names(rule.feature, purpose)]
    if any(rule.scope for rule in rules):
        about = widened(site, scope)
        rules = [rule for rule in rules if not rule.scope or rule.scope in about]
    return Standing(max(rules, key=lambda rule: _STRICTNESS[Rule.Policy(rule.policy)], default=None))


def is_stopped(site: Site, purpose: str) -> bool:
    """Whether the switch is off; cheaper, for asking while an answer is written."""
    stops = Rule.objects.of(site).filter(policy=Rule.Policy.STOPPED, scope="").values_list("feature", flat=True)
    return any(_names(feature, purpose) for feature in stops)


def _names(feature: str, purpose: str) -> bool:
    return not feature or purpose == feature or purpose.startswith(feature + ".")
