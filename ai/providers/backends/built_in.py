"""The built-in backend: classical language work on the given text, in this process, without a model."""

from ai.local.completion import PURPOSES, complete
from ai.local.rewriting import Cannot
from ai.providers.backends import Answer, Call, OnChunk, Tick
from ai.providers.exceptions import CallFailed

CHOOSE = (
    " An administrator can choose a language model under Settings → Providers and Routes, or whoever runs the server "
    "can set OPENAI_BASE_URL."
)
CANNOT = {
    f"rewriting.{name}": f"The built-in provider cannot {what}; that needs a language model."
    for name, what in {
        "rewrite": "rewrite a text in other words",
        "expand": "expand a text, since it makes up no sentence",
        "simplify": "put a text into plainer words",
        "tone": "change the tone of a text",
        "translate": "translate",
        "continue": "continue a text, since it makes up no sentence",
        "instruct": "follow a free request",
    }.items()
}


def answer(call: Call, *, on_chunk: OnChunk, tick: Tick) -> Answer:
    tick()
    if call.purpose not in PURPOSES:
        raise CallFailed(
            "refused", CANNOT.get(call.purpose, "This needs a language model, and none is set up.") + CHOOSE
        )
    try:
        done = complete(call.purpose, call.context, on_chunk)
    except Cannot as error:
        raise CallFailed("refused", f"The built-in provider cannot {error}.{CHOOSE}") from None
    return Answer(text=done.text, data=done.data or None, notes=list(done.notes), tokens_in=0, tokens_out=0)
