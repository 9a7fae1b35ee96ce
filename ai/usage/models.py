"""Two ways to look at the engine's log; no tables of their own."""

from ai.engine.models import Run


class Usage(Run):
    """What was used: the page of sums."""

    class Meta:
        proxy = True
        verbose_name = "AI usage"
        verbose_name_plural = "AI usage"


class Sending(Run):
    """What left the server, or was held back by a rule: the outbound register."""

    class Meta:
        proxy = True
        ordering = ["-id"]
        verbose_name = "outbound register"
        verbose_name_plural = "outbound register"
