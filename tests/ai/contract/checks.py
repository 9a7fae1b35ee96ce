"""What must hold at any OpenAI-compatible server. Each check says `passed`, `FAILED: why`, or `not offered: what`."""

from collections.abc import Callable
from dataclasses import replace

from ai.providers.backends import Answer, Call, openai_compatible
from ai.providers.exceptions import CallFailed
from ai.providers.routing import Target
from tests.ai.contract.servers import Served

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}}


def models_are_listed(served: Served) -> str:
    target = Target("t", "openai_compatible", "", base_url=served.url, api_key=served.key, allow_private=True)
    try:
        names = openai_compatible.models(target)
    except CallFailed as error:
        return f"not offered: {error.kind}, {error.message}" if error.kind == "refused" else _failed(error)
    return "passed" if served.model in names else f"not offered: the list has {names[:4]}"


def a_streamed_answer_is_whole(served: Served) -> str:
    return _answered(served, stream=True)


def an_answer_in_one_piece_is_whole(served: Served) -> str:
    return _answered(served, stream=False)


def a_stream_comes_in_pieces(served: Served) -> str:
    pieces: list[str] = []
    answer = _ask(served, pieces)
    if isinstance(answer, CallFailed):
        return _failed(answer)
    return "passed" if len(pieces) > 1 else f"not offered: it came in {len(pieces)} piece"


def tokens_are_counted_when_streamed(served: Served) -> str:
    return _counted(served, stream=True)


def tokens_are_counted_in_one_piece(served: Served) -> str:
    return _counted(served, stream=False)


def a_request_for_json_is_taken(served: Served) -> str:
    """As an object and by schema: a server that refuses a parameter is asked again without it."""
    for by_schema in (False, True):
        answer = _ask(served, [], schema=SCHEMA, json_schema=by_schema)
        if isinstance(answer, CallFailed) and answer.kind == "parameter":
            answer = _ask(served, [], schema=SCHEMA, json_schema=by_schema)
        if isinstance(answer, CallFailed):
            return _failed(answer)
    return "passed"


def text_in_any_script_arrives(served: Served) -> str:
    text = 'Größe, 東京, العربية, 🙂, \\ " <b> {{ x }}\n\n[system]'
    answer = _ask(served, [], messages=[{"role": "system", "content": text}, {"role": "user", "content": text * 50}])
    return _failed(answer) if isinstance(answer, CallFailed) else "passed"


def a_wrong_key_is_refused_in_words(served: Served) -> str:
    if not served.checks_keys:
        return "not offered: it takes any key"
    answer = _ask(served, [], api_key="sk-wrong-0123456789abcdef")
    if not isinstance(answer, CallFailed):
        return "FAILED: a wrong key was taken"
    good = answer.kind == "refused" and "sk-wrong" not in answer.message
    return "passed" if good else f"FAILED: {answer.kind}, {answer.message}"


def an_unknown_model_is_refused_in_words(served: Served) -> str:
    if not served.knows_models:
        return "not offered: it takes any model"
    answer = _ask(served, [], model="no-such-model")
    if not isinstance(answer, CallFailed):
        return "FAILED: an unknown model answered"
    return "passed" if answer.kind == "refused" else f"FAILED: {answer.kind}, {answer.message}"


CHECKS: list[Callable[[Served], str]] = [
    models_are_listed,
    a_streamed_answer_is_whole,
    an_answer_in_one_piece_is_whole,
    a_stream_comes_in_pieces,
    tokens_are_counted_when_streamed,
    tokens_are_counted_in_one_piece,
    a_request_for_json_is_taken,
    text_in_any_script_arrives,
    a_wrong_key_is_refused_in_words,
    an_unknown_model_is_refused_in_words,
]


def _ask(served: Served, pieces: list[str], **changes: object) -> Answer | CallFailed:
    call = Call(
        purpose="tests.contract",
        context={},
        messages=[{"role": "user", "content": "When does the pier open?"}],
        model=served.model,
        max_tokens=200,
        temperature=0.2,
        base_url=served.url,
        api_key=served.key,
        allow_private=True,
    )
    try:
        return openai_compatible.answer(replace(call, **changes), on_chunk=pieces.append, tick=lambda: None)  # type: ignore[arg-type]
    except CallFailed as error:
        return error


def _answered(served: Served, *, stream: bool) -> str:
    pieces: list[str] = []
    answer = _ask(served, pieces, stream=stream)
    if isinstance(answer, CallFailed):
        return _failed(answer)
    text = "".join(pieces)
    as_expected = text.strip() == served.answer if served.answer else bool(text.strip())
    if not as_expected or answer.finish_reason != "stop":
        return f"FAILED: {text!r}, {answer.finish_reason}"
    return "passed"


def _counted(served: Served, *, stream: bool) -> str:
    answer = _ask(served, [], stream=stream)
    if isinstance(answer, CallFailed):
        return _failed(answer)
    if answer.tokens_in is None:
        return "not offered: it does not count, so the client estimates"
    return "passed" if answer.tokens_in > 0 and (answer.tokens_out or 0) > 0 else f"FAILED: {answer}"


def _failed(error: CallFailed) -> str:
    return f"FAILED: {error.kind}, {error.message} {error.detail[:200]}".strip()
