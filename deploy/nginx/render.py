"""Write nginx's configuration: `python deploy/nginx/render.py DIR [NAME=value …]`.

Every file of this folder that ends in .conf is copied to DIR with its `${NAME}` replaced: by what the command
line says, else by the environment, else by the default in DEFAULTS. README.md explains the names.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
DEFAULTS = {
    "NGINX_USER_LINE": "user www-data;",
    "NGINX_WORKERS": "auto",
    "RUN_DIR": "/run/nginx",
    "LOG_DIR": "/var/log/nginx",
    "CACHE_DIR": "/run/nginx/cache",
    "CONF_DIR": "/etc/nginx/aicmr",
    "MIME_TYPES": "/etc/nginx/mime.types",
    "STATIC_DIR": "/srv/aicmr/var/static",
    "MEDIA_DIR": "/srv/aicmr/var/media",
    "PAGES_DIR": "/srv/aicmr/var/pages",
    "BUCKET_ORIGIN": "http://127.0.0.1:9000",
    "RESOLVER": "",
    "CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt",
    "ACME_DIR": "/srv/aicmr/var/acme",
    "TLS_CERT": "/etc/nginx/tls/fullchain.pem",
    "TLS_KEY": "/etc/nginx/tls/privkey.pem",
    "LISTEN_HTTP": "80",
    "LISTEN_HTTPS": "443",
    "HTTPS_PORT_SUFFIX": "",
    "WEB_SERVERS": "127.0.0.1:8001 127.0.0.1:8002",
    "WEB_LINE": "64",
    "STREAM_SERVERS": "127.0.0.1:8003",
    "WRITES_PER_SECOND": "10",
    "WRITES_BURST": "60",
    "MAX_BODY": "50m",
}
_NAME = re.compile(r"\$\{([A-Z_]+)\}")


def render(folder: Path, values: Mapping[str, str]) -> None:
    """Write all files into `folder`. Raises SystemExit for a name that is not known."""
    unknown = sorted(set(values) - DEFAULTS.keys())
    if unknown:
        raise SystemExit(f"render.py: knows no {unknown[0]}; there are {', '.join(DEFAULTS)}")
    known = DEFAULTS | dict(values)
    bucket = urlsplit(known["BUCKET_ORIGIN"])
    known |= {"BUCKET_HOST": bucket.netloc, "BUCKET_NAME": bucket.hostname or ""}
    known["RESOLVER"] = known["RESOLVER"] or _name_servers()
    folder.mkdir(parents=True, exist_ok=True)
    for template in sorted(HERE.glob("*.conf")):
        text = template.read_text(encoding="utf-8")
        (folder / template.name).write_text(_NAME.sub(lambda match: known[match[1]], text), encoding="utf-8")
    line = known["WEB_LINE"]
    # One page that takes too long says nothing about its server: with one failure allowed, two such pages at the same
    # time would leave nobody to ask for three seconds.
    held = f"max_conns={line} max_fails=3 fail_timeout=3s"
    web = "".join(f"server {server} {held};\n" for server in known["WEB_SERVERS"].split())
    (folder / "web_servers.conf").write_text(web, encoding="utf-8")
    stream = "".join(f"server {server} max_conns=1000 fail_timeout=2s;\n" for server in known["STREAM_SERVERS"].split())
    (folder / "stream_servers.conf").write_text(stream, encoding="utf-8")


def _name_servers() -> str:
    """Those of this machine: nginx asks by itself, so that a bucket may move."""
    path = Path("/etc/resolv.conf")
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    found = [line[1] for line in lines if len(line) > 1 and line[0] == "nameserver"]
    return " ".join(f"[{address}]" if ":" in address else address for address in found) or "127.0.0.1"


def main() -> None:
    if len(sys.argv) < 2 or not all("=" in pair for pair in sys.argv[2:]):
        raise SystemExit(__doc__)
    given = dict(pair.split("=", 1) for pair in sys.argv[2:])
    folder = Path(sys.argv[1]).resolve()
    from_environment = {name: os.environ[name] for name in DEFAULTS if name in os.environ}
    render(folder, {"CONF_DIR": str(folder)} | _bucket(os.environ) | from_environment | given)


def _bucket(environment: Mapping[str, str]) -> dict[str, str]:
    """The one that the program is told of, where this shell knows the program's settings."""
    if not environment.get("S3_BUCKET"):
        return {}
    amazon = f"https://s3.{environment.get('AWS_REGION') or 'us-east-1'}.amazonaws.com"
    found = urlsplit(environment.get("S3_ENDPOINT_URL") or amazon)
    return {"BUCKET_ORIGIN": f"{found.scheme}://{found.netloc}"}


if __name__ == "__main__":
    main()
