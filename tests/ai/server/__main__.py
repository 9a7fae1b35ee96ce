"""`python -m tests.ai.server --port 8170 [--text "always this"]`."""

import argparse
import time

from tests.ai.server.scripted import ScriptedServer
from tests.ai.server.steps import Step


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted OpenAI-compatible server")
    parser.add_argument("--port", type=int, default=8170)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--text", help="answer this, always; else an answer made of the prompt's facts")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between the pieces of an answer")
    options = parser.parse_args()
    answer = (lambda body, purpose: options.text) if options.text else None
    with ScriptedServer(answer, port=options.port, host=options.host) as server:
        server.state.usual = Step(pause=options.pause)
        print(f"OPENAI_BASE_URL={server.url}", flush=True)
        print('Faults: POST /script ["500", "cut"], a model named fault-500, or the header X-Fault. GET /log counts.')
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
