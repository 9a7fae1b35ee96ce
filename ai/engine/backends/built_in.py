"""The built-in backend: classical language work on the given text, in this process, without a model."""

from ai.engine.backends import Answer, Call, OnChunk, Tick
from ai.engine.local.completion import complete


def answer(call: Call, *, on_chunk: OnChunk, tick: Tick) -> Answer:
    tick()
    done = complete(call.purpose, call.context, on_chunk)
    return Answer(text=done.text, data=done.data or None, notes=list(done.notes), tokens_in=0, tokens_out=0)
