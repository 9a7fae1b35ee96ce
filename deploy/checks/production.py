"""`check --deploy` with settings such as production has; anything but silence fails.

DATABASE_URL and REDIS_URL of the environment name the servers; a broker that does not answer is a warning, and fails.
"""

import os
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "aicmr.settings.production",
    "SECRET_KEY": "9f3k-long-random-value-that-only-this-check-uses-Xq7Zr2Lw8Tn5Vb1Mc",
    "DATABASE_URL": "mysql://aicmr:secret@127.0.0.1:3306/aicmr",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "example.org",
}

SERVERS = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}


def main() -> int:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=root, env=os.environ | ENVIRONMENT | SERVERS, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
