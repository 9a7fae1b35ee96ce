"""What of a request leaves the server: as the site wants it, or not at all."""

from ai.engine.calling import Session
from ai.engine.exceptions import Forbidden
from ai.guards.outbound import Blocked, Screen
from ai.policies.privacy import policy_of
from ai.providers.routing import Target


def screened(session: Session, target: Target, messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """The messages as they may be sent; on our own machines they stay as they are. Raises Forbidden.

    What was replaced is remembered in `session.screen`, for the answer and for a repair.
    """
    if target.is_local or target.runs_here:
        session.screen = None
        return messages
    session.screen = session.screen or Screen(policy_of(session.run.site))
    try:
        return session.screen.messages(messages)
    except Blocked as error:
        raise Forbidden(str(error), session.run, policy="private") from None
