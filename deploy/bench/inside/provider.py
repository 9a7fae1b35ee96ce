"""T14: a server that speaks chat completions and writes 60 words, one every 30 ms: `provider.py PORT`.

When the first word of an answer left is kept in Redis under what the question names (`stream-7`).
"""

import json
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS = [f"word{number} " for number in range(60)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        from redis import Redis

        question = self.rfile.read(int(self.headers["Content-Length"])).decode()
        name = re.search(r"stream-\d+", question)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number, word in enumerate(WORDS):
            self._say({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
            if number == 0 and name:
                Redis.from_url(os.environ["REDIS_URL"]).set(name[0], time.time())
            time.sleep(0.03)
        self._say({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _say(self, piece: dict[str, object]) -> None:
        data = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "bench"} | piece
        self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing: the log would be the load."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
