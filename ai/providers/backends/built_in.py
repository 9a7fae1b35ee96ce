"""The built-in backend: classical language work on the given text, in this process, without a model."""

from ai.local.completion import PURPOSES, complete
from ai.providers.backends import Answer, Call, OnChunk, Tick
from ai.providers.exceptions import CallFailed


def answer(call: Call, *, on_chunk: OnChunk, tick: Tick) -> Answer:
    tick()
    if call.purpose not in PURPOSES:
        raise CallFailed(
            "refused",
            "This needs a language model, and none is set up. An administrator can add a provider and a route under "
            "Settings, or whoever runs the server can set OPENAI_BASE_URL.",
        )
    done = complete(call.purpose, call.context, on_chunk)
    return Answer(text=done.text, data=done.data or None, notes=list(done.notes), tokens_in=0, tokens_out=0)
