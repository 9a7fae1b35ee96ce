"""A scripted server that speaks OpenAI's chat completions, with every fault that a real one has.

`python -m tests.ai.server --port 8170` starts it by itself; tests use `ScriptedServer` or the `ai_server` fixture.
"""

from tests.ai.server.scripted import ScriptedServer
from tests.ai.server.steps import Step

__all__ = ["ScriptedServer", "Step"]
