"""Calls to one target: each reserved, logged in a row and settled; repeated while it is worth it."""

import json
import random
import time
from dataclasses import dataclass
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_exception

from ai.engine import claims
from ai.engine.estimates import prompt_tokens, text_tokens
from ai.engine.examples import Example
from ai.engine.exceptions import BudgetExceeded, Cancelled, Forbidden, LeaseLost
from ai.engine.house import NOTHING, House
from ai.engine.live import LiveText
from ai.engine.models import Run
from ai.engine.prompting import Prompt
from ai.engine.redaction import for_log
from ai.guards import Verdict
from ai.guards.outbound import Screen
from ai.policies.standing import standing
from ai.providers import backends, seats
from ai.providers.backends import Answer, Call
from ai.providers.exceptions import CallFailed
from ai.providers.routing import Target
from ai.spending import ledger
from ai.spending.exceptions import NoRoom
from ai.spending.ledger import Most, Spender, Use

MOST_CALLS = {"busy": 4, "down": 3, "parameter": 4}
MOST_CALLS_ELSE = 2
LONGEST_PAUSE = 30.0  # seconds that Retry-After may ask for; longer is a failure with that message
TOO_LONG = (
    "The text is too long for the model “{model}”: about {tokens:,} tokens, and it takes {most:,}. Use less of it."
)
FIRST_PAUSE, LONGEST_BACKOFF = 0.5, 8.0


@dataclass
class Session:
    """One request at work: its row, its text, and what is sent."""

    run: Run
    live: LiveText
    prompt: Prompt
    context: dict[str, Any]
    schema: dict[str, Any] | None
    pictures: tuple[str, ...] = ()
    house: House = NOTHING
    examples: tuple[Example, ...] = ()
    screen: Screen | None = None  # what is replaced before it leaves; None: nothing leaves


def call(session: Session, target: Target, messages: list[dict[str, str]], *, keep: str = "") -> Answer:
    """An answer of `target`, after as many calls as it takes. `keep` is the text that the answer continues.

    Raises CallFailed of the last call, BudgetExceeded, Cancelled, LeaseLost, or what a listener raised.
    """
    worth = retry_if_exception(_is_worth_another)
    for attempt in Retrying(retry=worth, stop=_is_enough, wait=_pause, sleep=session.live.sleep, reraise=True):
        with attempt:
            answer = call_once(session, target, messages, keep=keep)
    return answer


def call_once(session: Session, target: Target, messages: list[dict[str, str]], *, keep: str = "") -> Answer:
    """One call, or none: where a rule or a budget stands against it, or the text does not fit into the model."""
    session.live.tick()
    tokens_in = prompt_tokens(messages, pictures=len(session.pictures))
    if target.context_tokens and tokens_in // 2 > target.context_tokens:  # estimates count up to twice of what it is
        raise CallFailed("refused", TOO_LONG.format(model=target.model, most=target.context_tokens, tokens=tokens_in))
    with seats.seat(target, site=session.run.site, holder=session.run.public_id, tick=session.live.tick):
        policy = _permitted(session.run, target)
        return _made(session, target, messages, tokens_in, keep, policy)


def _permitted(run: Run, target: Target) -> str:
    """The name of the rule under which the target may be called now. Raises Forbidden."""
    stands = standing(run.site, run.purpose, run.scope)
    if not stands.allows(is_built_in=target.is_local, runs_here=target.runs_here):
        raise Forbidden(stands.message, run, policy=stands.name)
    return stands.name


def _made(
    session: Session, target: Target, messages: list[dict[str, str]], tokens_in: int, keep: str, policy: str
) -> Answer:
    run, live = session.run, session.live
    max_tokens = min(session.prompt.max_tokens, target.max_output_tokens)
    _reserve(run, target, tokens_in, max_tokens)
    started = time.monotonic()
    try:
        _begin(session, target, messages, policy)
        live.begin(target, tokens_in=tokens_in, keep=keep)
        answer = backends.load(target.backend).answer(
            _call(session, target, messages, max_tokens), on_chunk=live.add, tick=live.tick
        )
    except BaseException as error:
        _end(session, target, _partial(live, tokens_in, error), started, error)
        raise
    if answer.text and not live.produced:
        live.add(answer.text)
    answer.text = live.answer if live.produced else answer.text
    run.is_estimate = answer.tokens_in is None or answer.tokens_out is None
    if run.is_estimate:
        answer.tokens_in, answer.tokens_out = tokens_in, text_tokens(live.produced)
    _end(session, target, answer, started, None)
    return answer


def _reserve(run: Run, target: Target, tokens_in: int, max_tokens: int) -> None:
    """Room for the call in every budget; calls that cost nothing hold nothing. Raises BudgetExceeded."""
    if target.is_local:
        return
    spender = Spender(run.public_id, run.site, run.user, run.purpose, run.job)
    currency = target.price.currency if target.price else ""
    most = Most(target.model or target.name, tokens_in + max_tokens, target.cost(tokens_in, max_tokens), currency)
    try:
        ledger.reserve(spender, most)
    except NoRoom as error:
        raise BudgetExceeded(error.message, run) from None


def log_verdicts(session: Session, verdicts: list[Verdict], *, faults: str) -> None:
    """The checks of the newest call, and that it was no good if they found faults."""
    run = session.run
    run.guards = [verdict.as_dict() for verdict in verdicts]
    if faults:
        run.state, run.error_kind, run.error = Run.State.FAILED, "guard", faults
    claims.write(run, "guards", "error_kind", "error")


def _begin(session: Session, target: Target, messages: list[dict[str, str]], policy: str) -> None:
    sent = "" if target.is_local else json.dumps(messages, ensure_ascii=False)
    claims.begin_call(
        session.run,
        provider=target.name[:80],
        model=target.model[:160],
        prompt_version=session.prompt.version if not target.is_local else "",
        guideline_version=session.house.version if not target.is_local else "",
        examples=[example.name for example in session.examples],
        currency=target.price.currency if target.price else "",
        sent_host=target.host,
        sent_bytes=len(sent.encode()) + sum(len(picture) for picture in session.pictures),
        sent_fields={} if target.is_local else _sizes(session.context),
        policy=policy,
        redactions=len(session.screen.marks) if session.screen else 0,
        log_prompt=for_log("\n\n".join(f"[{m['role']}]\n{m['content']}" for m in messages), target.api_key),
    )


def _sizes(context: dict[str, Any]) -> dict[str, int]:
    """Characters of each field of the context, for the register of what left."""
    return {
        name: len(value) if isinstance(value, str) else len(json.dumps(value, ensure_ascii=False, default=str))
        for name, value in context.items()
        if value not in (None, "", [], {})
    }


def _call(session: Session, target: Target, messages: list[dict[str, str]], max_tokens: int) -> Call:
    return Call(
        purpose=session.prompt.purpose,
        context=session.context,
        messages=messages,
        model=target.model,
        max_tokens=max_tokens,
        temperature=session.prompt.temperature,
        schema=session.schema,
        pictures=session.pictures,
        base_url=target.base_url,
        api_key=target.api_key,
        stream=target.stream,
        json_mode=target.json_mode,
        json_schema=target.json_schema,
        allow_private=target.allow_private,
    )


def _partial(live: LiveText, tokens_in: int, error: BaseException) -> Answer:
    """What a call that broke off has used: the server's count if it came, else an estimate of what was produced."""
    counted_in = getattr(error, "tokens_in", None)
    counted_out = getattr(error, "tokens_out", None)
    live.run.is_estimate = counted_in is None and bool(live.produced)
    if counted_in is None or counted_out is None:
        counted_in, counted_out = (tokens_in, text_tokens(live.produced)) if live.produced else (0, 0)
    return Answer(text=live.answer, finish_reason="", tokens_in=counted_in, tokens_out=counted_out)


def _end(session: Session, target: Target, answer: Answer, started: float, error: BaseException | None) -> None:
    run, live = session.run, session.live
    tokens_in, tokens_out = answer.tokens_in or 0, answer.tokens_out or 0
    cost = target.cost(tokens_in, tokens_out)
    ledger.settle(run.public_id, Use(tokens_in + tokens_out, cost))
    if isinstance(error, LeaseLost):
        return
    run.text = live.text
    claims.write(run, "text")
    claims.end_call(
        run,
        answer=answer.text,
        secrets=(target.api_key,),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_micro=cost,
        ttft_ms=live.first_after(started),
        latency_ms=round((time.monotonic() - started) * 1000),
        finish_reason=answer.finish_reason[:40],
        notes=answer.notes,
        **_outcome(error),
    )


def _outcome(error: BaseException | None) -> dict[str, Any]:
    if error is None:
        return {"state": Run.State.DONE}
    if isinstance(error, CallFailed):
        return {
            "state": Run.State.FAILED,
            "error_kind": error.kind,
            "error": error.message,
            "error_detail": error.detail,
        }
    if isinstance(error, Cancelled):
        return {"state": Run.State.CANCELLED, "error_kind": "cancelled", "error": "Cancelled."}
    return {
        "state": Run.State.FAILED,
        "error_kind": "stopped",
        "error": "The work that asked for this stopped.",
        "error_detail": f"{type(error).__name__}: {error}",
    }


def _is_worth_another(error: BaseException) -> bool:
    if not isinstance(error, CallFailed):
        return False
    return error.may_pass and (error.retry_after is None or error.retry_after <= LONGEST_PAUSE)


def _error_of(state: RetryCallState) -> CallFailed:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, CallFailed):
        raise TypeError("only failed calls are repeated")
    return error


def _is_enough(state: RetryCallState) -> bool:
    return state.attempt_number >= MOST_CALLS.get(_error_of(state).kind, MOST_CALLS_ELSE)


def _pause(state: RetryCallState) -> float:
    """What the server asked for, else exponential back-off with full jitter."""
    error = _error_of(state)
    if error.kind == "parameter":
        return 0.0
    if error.retry_after is not None:
        return error.retry_after + random.uniform(0, 0.25)  # noqa: S311 - spreads load, protects nothing
    ceiling = min(LONGEST_BACKOFF, FIRST_PAUSE * 2**state.attempt_number)
    return random.uniform(FIRST_PAUSE / 2, ceiling)  # noqa: S311
