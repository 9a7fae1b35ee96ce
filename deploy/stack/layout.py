"""Where the stack keeps its files, on which ports it listens, and what its processes are told."""

import json
import os
import secrets
import socket
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT = 9000
# One port for each, counted from STACK_PORT; a port that is taken moves to the next free one.
NAMES = ("http", "https", "web1", "web2", "stream", "mariadb", "redis", "s3")
# With STACK_DOORS=1 the program reaches its servers through doors that can be made slow, for drills.
DOORS = ("mariadb", "redis", "s3")
QUEUES = {"default": 2, "ai": 2, "media": 1, "books": 1, "mail": 1}  # queue: processes
# Secrets lie in files, as on a server: what is written there anew counts for whoever is started after it.
FILES = {
    "SECRET_KEY_FILE": "secret_key",
    "SECRET_KEY_FALLBACKS_FILE": "secret_key_fallbacks",
    "DATABASE_URL_FILE": "database_url",
    "AWS_ACCESS_KEY_ID_FILE": "s3_id",
    "AWS_SECRET_ACCESS_KEY_FILE": "s3",
}
S3_ID = "stack"
HOSTS = "localhost,.localhost,127.0.0.1"
BUCKET = "aicmr"
MEMORY = Path("/dev/shm")  # noqa: S108 - where a stack has its own folder


@dataclass(frozen=True)
class Layout:
    var: Path
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.var / "stack"

    @property
    def fast(self) -> Path:
        """nginx's cache and temporary files: in memory where there is room for them, as /run is on a server."""
        memory = MEMORY
        name = f"aicmr-{os.getuid()}-{sha256(str(self.home).encode()).hexdigest()[:12]}"
        return memory / name if os.access(memory, os.W_OK) else self.home / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def tls(self) -> Path:
        return self.var / "tls"

    def pid_file(self, name: str) -> Path:
        return self.home / "pid" / name

    def hold_file(self, name: str) -> Path:
        """While it exists, the service is not started again."""
        return self.home / "hold" / name

    def secret(self, name: str) -> str:
        """A random value that is made once and kept, readable by its owner alone."""
        path = self.home / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.tell(name, secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()

    def tell(self, name: str, value: str) -> None:
        """Write a file of secrets anew: whoever is started from now on reads this."""
        path = self.home / "secrets" / name
        aside = path.with_name(f".{name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(value)
        aside.rename(path)

    def way_to(self, server: str) -> int:
        """The port on which the program finds a server: its own, or that of the door before it."""
        return self.ports[f"{server}-door" if has_doors() else server]

    def database_url(self, user: str) -> str:
        return f"mysql://{user}:{self.secret(user)}@127.0.0.1:{self.way_to('mariadb')}/aicmr"

    def address(self, path: str = "/") -> str:
        return f"https://127.0.0.1:{self.ports['https']}{path}"

    def environment(self) -> dict[str, str]:
        """What every process of the program gets; what the person has set already stays, but for the servers."""
        preferred = {"LOG_LEVEL": "INFO", "PYTHONUNBUFFERED": "1", "ALLOWED_HOSTS": HOSTS, "EMAIL_URL": "console:"}
        fixed = {
            **{name: str(self.home / "secrets" / file) for name, file in FILES.items()},
            "DJANGO_SETTINGS_MODULE": "aicmr.settings.production",
            "VAR_DIR": str(self.var),
            "REDIS_URL": f"redis://127.0.0.1:{self.way_to('redis')}/0",
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.way_to('s3')}",
            "S3_BUCKET": BUCKET,
            "AWS_REGION": "us-east-1",
            "MEDIA_X_ACCEL": "1",
            "PYTHONPATH": str(ROOT),
        }
        others = {"DATABASE_REPLICA_URL", *(name.removesuffix("_FILE") for name in FILES)}
        kept = {name: value for name, value in os.environ.items() if name not in others}
        return preferred | kept | fixed


def has_doors() -> bool:
    return os.environ.get("STACK_DOORS") == "1"


def load() -> Layout:
    """The layout of `VAR_DIR`, with the ports that were chosen when the stack was last started."""
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    path = var / "stack" / "ports.json"
    return Layout(var, json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})


def prepare() -> Layout:
    """Folders, and a free port for each server: the one of last time where it is still free."""
    layout = load()
    folders = ("pid", "hold", "run", "nginx", "secrets", "mariadb", "redis", "s3", "doors")
    for folder in (
        layout.logs,
        layout.tls,
        layout.var / "acme",
        *(layout.home / name for name in folders),
    ):
        folder.mkdir(parents=True, exist_ok=True)
    mark(layout)
    first = int(os.environ.get("STACK_PORT") or FIRST_PORT)
    taken: set[int] = set()
    ports = {}
    for number, name in enumerate([*NAMES, *(f"{server}-door" for server in DOORS)]):
        ports[name] = _free_port(layout.ports.get(name, first + number), taken)
        taken.add(ports[name])
    (layout.home / "ports.json").write_text(json.dumps(ports), encoding="utf-8")
    found = Layout(layout.var, ports)
    for name in ("secret_key", "s3"):
        found.secret(name)
    for name, value in (("secret_key_fallbacks", ""), ("database_url", found.database_url("aicmr")), ("s3_id", S3_ID)):
        found.tell(name, value)
    (found.home / "s3-keys").unlink(missing_ok=True)
    return found


def mark(layout: Layout) -> None:
    """Its folder in memory, which says whose it is."""
    layout.fast.mkdir(parents=True, exist_ok=True)
    (layout.fast / "home").write_text(str(layout.var), encoding="utf-8")


def _free_port(wanted: int, taken: set[int]) -> int:
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in taken:
            return port
    raise SystemExit(f"stack: no free port between {wanted} and {wanted + 99}; set STACK_PORT")
