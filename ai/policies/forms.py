"""The form of a rule."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.sites.platform import PlatformForm
from ai.policies.models import Rule

_SCOPE = re.compile(r"[a-z_]+:(?:\*|[\w-]+)")
_FEATURE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")


class RuleForm(PlatformForm):
    class Meta:
        model = Rule
        fields = ("policy", "feature", "scope", "reason")

    def clean_feature(self) -> str:
        feature = str(self.cleaned_data["feature"]).strip().removesuffix(".*")
        if feature and not _FEATURE.fullmatch(feature):
            raise ValidationError(_("A feature such as writing or writing.title, or nothing for all AI."))
        return feature

    def clean_scope(self) -> str:
        scope = str(self.cleaned_data["scope"]).strip()
        if scope and not _SCOPE.fullmatch(scope):
            raise ValidationError(_("A scope such as article:12, article:* or category:3, or nothing for everything."))
        return scope
