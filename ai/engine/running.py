"""From a request to a checked answer: permission, route, calls, guards, one repair; the row tells every step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

from accounts.sites.membership import forget_roles, role_of
from accounts.sites.models import Site
from accounts.sites.roles import Role, at_least
from ai import guards
from ai.engine import calling, claims, examples, house, leaving, prompting
from ai.engine.calling import Session
from ai.engine.choosing import asked, blame_rule
from ai.engine.claims import Request
from ai.engine.exceptions import Cancelled, Forbidden, LeaseLost, NotAllowed, RunFailed
from ai.engine.live import LiveText, wake
from ai.engine.models import Run
from ai.engine.prompting import Prompt, PromptError
from ai.guards import Expect, Verdict
from ai.guards.links import addresses_in
from ai.guards.schema import read_json
from ai.guards.verdicts import told
from ai.policies.standing import standing
from ai.providers import backends, breaker, routing
from ai.providers.backends import Answer
from ai.providers.exceptions import CallFailed, NoModel
from ai.providers.routing import Target
from aicmr.lib.seen import visible, visible_in

if TYPE_CHECKING:
    from accounts.models import User

Messages = list[dict[str, str]]
CONTINUE = "You were cut off. Continue exactly where your last message stops. Repeat nothing, add no remark."
REPAIR = "Your answer cannot be used: {faults} Write the whole answer again, corrected. Write nothing else."
CUT_OFF = "The answer was longer than the model may write, also when it was continued. Ask for less text at once."
BLIND = (
    "No model that understands pictures may answer this, and the built-in provider cannot see. An administrator can "
    "mark a model so under Settings → Models, or name one in AI_VISION_MODEL."
)
INSIDE = "This failed inside AiCMR. The server's log says why."
# Guards that the built-in backend must pass; of the others it says what it could not do.
BUILT_IN_MUST_PASS = ("schema", "html")


@dataclass(frozen=True)
class RunResult:
    """tokens and cost are those of all calls of the request; cost_micro is None where no price is known."""

    run: Run
    text: str
    data: Any
    notes: list[str]
    tokens_in: int
    tokens_out: int
    cost_micro: int | None
    currency: str
    is_local: bool

    @property
    def model(self) -> str:
        return self.run.model


def execute(
    request: Request,
    *,
    on_text: Callable[[str], None] | None = None,
    on_restart: Callable[[], None] | None = None,
) -> RunResult:
    allow(request.by, request.site)
    run = claims.claim(request)
    if claims.is_answered(run):
        return result_of(run)
    live = LiveText(run, on_text, on_restart)
    with _closing(run, live):
        answer = _answer(run, live, request)
        # Who watched may have seen another text, where a continuation repeated something.
        generation = run.generation + (run.text.rstrip() != answer.text)
        done = {"text": answer.text, "data": answer.data, "notes": answer.notes, "generation": generation}
        claims.close(run, Run.State.DONE, **done)
    wake(run)
    return result_of(run)


def probe(request: Request, target: Target, prompt: Prompt) -> RunResult:
    """One request to this very target, whatever the routes say; not repeated, not repaired, but budgeted and logged."""
    allow(request.by, request.site)
    run = claims.claim(request)
    live = LiveText(run, None, None)
    with _closing(run, live):
        session = Session(run=run, live=live, prompt=prompt, context=request.context, schema=None)
        answer = calling.call_once(session, _with_model(target), prompt.messages({}))
        claims.close(run, Run.State.DONE, text=answer.text)
    return result_of(run)


def allow(by: "User | None", site: Site) -> None:
    """People who write on the site may use AI; without a person it is the site itself that asks."""
    if by is not None and not at_least(role_of(by, site), Role.CREATOR):
        raise NotAllowed(f"Only people who write on {site.name} may use AI there. Ask an administrator for that role.")


def result_of(run: Run) -> RunResult:
    calls = Run.objects.of_request(run)
    sums = calls.figures()
    unpriced = calls.filter(attempt__gt=0, cost_micro=None).exclude(tokens_in=0, tokens_out=0).exists()
    return RunResult(
        run=run,
        text=run.text,
        data=run.data,
        notes=list(run.notes),
        tokens_in=sums["tokens_in"],
        tokens_out=sums["tokens_out"],
        cost_micro=None if unpriced else sums["cost_micro"],
        currency=run.currency,
        is_local=run.provider == routing.LOCAL.name,
    )


@contextmanager
def _closing(run: Run, live: LiveText) -> Iterator[None]:
    """Whatever goes wrong is written into the row, and leaves as an error that names the row."""
    try:
        yield
    except LeaseLost:
        raise
    except PromptError as error:
        _close_badly(run, Run.State.FAILED, "prompt", str(error))
        raise RunFailed(str(error), run) from error
    except Cancelled as error:
        _close_badly(run, Run.State.CANCELLED, "cancelled", str(error) or "Cancelled.")
        raise
    except (RunFailed, CallFailed, NoModel) as error:
        kind = error.kind if isinstance(error, CallFailed) else run.error_kind or type(error).__name__
        held_back = {"policy": error.policy} if isinstance(error, Forbidden) else {}
        kind = "rule" if held_back else kind
        _close_badly(run, Run.State.FAILED, kind, error.message, **held_back)
        if isinstance(error, RunFailed):
            error.run = run
            raise
        raise RunFailed(error.message, run) from error
    except BaseException as error:
        stopped = live.stopped_by is error
        state = Run.State.CANCELLED if stopped else Run.State.FAILED
        _close_badly(run, state, "stopped", "The work that asked for this stopped." if stopped else INSIDE)
        raise


def _close_badly(run: Run, state: str, kind: str, message: str, **more: Any) -> None:
    claims.close(run, state, error_kind=kind[:40], error=message, cancel_requested=False, **more)
    wake(run)


def _answer(run: Run, live: LiveText, request: Request) -> Answer:
    """The first target's answer that can be used; the next is asked when one cannot be reached, or when a canary has
    failed for whatever reason."""
    stands = standing(request.site, request.purpose, request.scope)
    targets = asked(run, request, stands)
    if request.pictures and not (targets := routing.seeing(targets)):
        raise RunFailed(BLIND, run)
    for place, target in enumerate(targets):
        session = _session(run, live, request, target)
        try:
            return breaker.guarded(target, lambda s=session, t=target: _checked(s, t, request))  # type: ignore[misc]
        except (CallFailed, RunFailed) as error:
            if isinstance(error, RunFailed) and not target.is_canary:
                raise
            if place == len(targets) - 1:
                blame_rule(stands, target, run)
                raise
        if request.by is not None:
            forget_roles(request.by)
        allow(request.by, request.site)
    raise RunFailed("No model is set up to answer this. An administrator can add one under Settings.", run)


def _session(run: Run, live: LiveText, request: Request, target: Target) -> Session:
    prompt = request.prompt or prompting.prompt_for(request.purpose, request.site)
    if prompt is None and target.is_local:
        prompt = Prompt(purpose=request.purpose, version="", sections=())
    if prompt is None:
        raise RunFailed(f"There is no prompt for “{request.purpose}”.", run)
    schema = request.expect.schema or prompt.schema
    rules = (
        house.NOTHING
        if target.is_local
        else house.read(prompt, request.site, request.scope, request.context, request.expect)
    )
    shown = examples.read(request, target)
    return Session(run, live, prompt, request.context, schema, request.pictures, house=rules, examples=shown)


def _checked(session: Session, target: Target, request: Request) -> Answer:
    """An answer that passed the guards, after at most one continuation and one repair."""
    target = _with_model(target)
    told = examples.added(house.messages(session.prompt, request.context, session.house), session.examples)
    messages = leaving.screened(session, target, told)
    answer = _whole(session, target, messages)
    expect = _expect(session, request)
    bad = _judge(session, target, answer, expect)
    faults = _faults(bad, must_pass=BUILT_IN_MUST_PASS if target.is_local else None)
    if faults and not target.is_local:
        repair = [_says("assistant", answer.text), _says("user", REPAIR.format(faults=faults))]
        answer = _whole(session, target, [*messages, *leaving.screened(session, target, repair)])
        bad = _judge(session, target, answer, expect, marked=expect.marked)
        faults = _faults(bad, marked=expect.marked)
    if faults:
        raise RunFailed(f"The answer could not be used. {faults} Try again, or change what is asked for.", session.run)
    answer.notes += [verdict.message for verdict in bad]
    return answer


def _whole(session: Session, target: Target, messages: Messages) -> Answer:
    """An answer that was not cut off; one that was is continued once."""
    answer = calling.call(session, target, messages)
    if answer.finish_reason != "length":
        return _usable(answer, session)
    first = answer.text
    more = [*messages, _says("assistant", first), _says("user", CONTINUE)] if first.strip() else messages
    answer = calling.call(session, target, more, keep=first)
    if answer.finish_reason == "length":
        raise RunFailed(CUT_OFF, session.run)
    _usable(answer, session)
    answer.text = first + _without_overlap(first, answer.text)
    return answer


def _usable(answer: Answer, session: Session) -> Answer:
    if answer.finish_reason == "content_filter":
        raise RunFailed("The AI service's filter stopped this answer. Change what is asked for.", session.run)
    return answer


def _without_overlap(first: str, second: str) -> str:
    """`second` without what it repeats of the end of `first`."""
    for size in range(min(len(first), len(second), 400), 11, -1):
        if first.endswith(second[:size]):
            return second[size:]
    return second


def _judge(
    session: Session, target: Target, answer: Answer, expect: Expect, *, marked: tuple[str, ...] = ()
) -> list[Verdict]:
    """The verdicts that are against the answer; all of them are logged."""
    answer.text = session.screen.restored(answer.text.strip()) if session.screen else answer.text.strip()
    if not target.is_local:
        answer.text = visible(answer.text)  # what nobody sees, nobody can accept
    if expect.schema is not None and answer.data is None:
        answer.data = visible_in(read_json(answer.text))
    verdicts = guards.check(answer.text, answer.data, expect, session.prompt.guards)
    must_pass = BUILT_IN_MUST_PASS if target.is_local else None
    calling.log_verdicts(session, verdicts, faults=_faults(verdicts, must_pass=must_pass, marked=marked))
    return [verdict for verdict in verdicts if not verdict.ok]


def _faults(verdicts: list[Verdict], *, must_pass: tuple[str, ...] | None = None, marked: tuple[str, ...] = ()) -> str:
    """What is wrong, in words; `must_pass`: only these guards count; `marked`: these are told and not refused."""
    counts = (v for v in verdicts if not v.ok and v.guard not in marked and (must_pass is None or v.guard in must_pass))
    return " ".join(verdict.message for verdict in counts)


def _expect(session: Session, request: Request) -> Expect:
    """What was asked for; the answer may draw upon all of the context and use its links, unless the request says
    otherwise, and must not repeat the prompt."""
    asked = request.expect
    wanted = replace(
        asked,
        schema=session.schema,
        links=tuple(addresses_in(request.context)) if asked.links is None else asked.links,
        known=told(request.context) if asked.known is None else asked.known,
        echo=(*asked.echo, *(text for _, text in session.prompt.sections), *(row.text for row in session.examples)),
    )
    return house.expected(wanted, session.house)


def _with_model(target: Target) -> Target:
    """Where nobody named a model, the first one that the server offers."""
    if target.model:
        return target
    known = f"engine.model.{target.base_url}"
    model = cache.get(known) or backends.load(target.backend).first_model(target)
    cache.set(known, model, 600)
    prices = settings.AI_MODEL_PRICES
    return replace(target, model=model, price=target.price or prices.get(model))


def _says(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
