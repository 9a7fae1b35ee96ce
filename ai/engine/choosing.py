"""Who is asked: whom routes name, in order, as far as rules permit; or the one model that a request names."""

from ai.engine.claims import Request
from ai.engine.exceptions import Forbidden
from ai.engine.models import Run
from ai.policies.standing import Standing
from ai.providers import routing
from ai.providers.routing import Target


def asked(run: Run, request: Request, stands: Standing) -> list[Target]:
    """Never empty. Raises NoModel, or Forbidden where a named model may not be given this."""
    named = request.target
    if named is None:
        found = routing.targets(request.site, request.purpose, lot=run.key or run.public_id)
        canary = [t for t in found if t.is_canary and stands.allows(is_built_in=t.is_local, runs_here=t.runs_here)]
        return canary + _permitted([target for target in found if not target.is_canary], stands)
    if not stands.allows(is_built_in=named.is_local, runs_here=named.runs_here):
        raise Forbidden(stands.message, run, policy=stands.name)
    return [named]


def _permitted(targets: list[Target], stands: Standing) -> list[Target]:
    """Those that may be given this; where there is none, the built-in backend tries, which sends nothing anywhere."""
    return [t for t in targets if stands.allows(is_built_in=t.is_local, runs_here=t.runs_here)] or [routing.LOCAL]


def blame_rule(stands: Standing, target: Target, run: Run) -> None:
    """Where only the built-in backend was left and it cannot do this, the rule is the reason. Raises Forbidden."""
    if stands.rule is not None and target.is_local:
        message = f"{stands.message} The built-in provider, which sends nothing, cannot do this."
        raise Forbidden(message, run, policy=stands.name) from None
