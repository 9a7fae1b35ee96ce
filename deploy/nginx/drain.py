"""Take a web server out of nginx's line, or put it back: `drain.py DIR 127.0.0.1:8001 down|up`, then reload nginx."""

import sys
from pathlib import Path


def mark(folder: Path, server: str, *, down: bool) -> None:
    """Rewrite web_servers.conf. Raises SystemExit if the server is not in it, or the last that is left."""
    path = folder / "web_servers.conf"
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line.startswith(f"server {server} ")]
    others = [line for line in lines if line not in found and not line.endswith(" down;")]
    if not found:
        raise SystemExit(f"drain.py: {path} names no {server}")
    if down and not others:
        raise SystemExit(f"drain.py: {server} is the last one: without it nobody answers")
    plain = [line.removesuffix(" down;").removesuffix(";") + (" down;" if down else ";") for line in found]
    aside = path.with_suffix(".new")
    aside.write_text("\n".join(plain[0] if line in found else line for line in lines) + "\n", encoding="utf-8")
    aside.rename(path)


def main() -> None:
    if len(sys.argv) != 4 or sys.argv[3] not in ("down", "up"):
        raise SystemExit(__doc__)
    mark(Path(sys.argv[1]), sys.argv[2], down=sys.argv[3] == "down")


if __name__ == "__main__":
    main()
