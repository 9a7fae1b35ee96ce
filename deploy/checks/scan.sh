#!/usr/bin/env bash
# Scanners in an environment of their own: bandit over the code, pip-audit over what is installed with it.
# bandit must find nothing. Known weaknesses of libraries are named; with SCAN_STRICT=1 they fail, as in the public
# workflow: what was found out about a library today must not stop a build that has not changed. A network that does
# not answer is said, not failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check bandit==1.9.4 pip-audit; } >"$home/log" 2>&1; then
  echo "scan: bandit and pip-audit cannot be installed here; not scanned"
  exit 0
fi
"$home/bin/bandit" --quiet --configfile pyproject.toml --recursive aicmr accounts content ai deploy manage.py
echo "scan: bandit finds nothing"
status=0
timeout 300 "$home/bin/pip-audit" --requirement requirements.txt --no-deps --disable-pip --format json --output "$home/audit.json" \
  >"$home/log" 2>&1 || status=$?
"$home/bin/python" - "$home/audit.json" "$status" <<'EOF'
import json, os, sys
from pathlib import Path

try:
    found = json.loads(Path(sys.argv[1]).read_text())["dependencies"]
except (OSError, ValueError, KeyError):
    raise SystemExit(print("scan: pip-audit gets no answer; libraries are not audited"))
asked = [one for one in found if "skip_reason" not in one]
if not asked:
    raise SystemExit(print("scan: the index that pip-audit asks knows none of the libraries; they are not audited"))
weak = [one for one in asked if one["vulns"]]
for one in weak:
    print(f"scan: {one['name']} {one['version']}: {', '.join(known['id'] for known in one['vulns'])}")
print(f"scan: {len(asked)} of {len(found)} libraries audited, {len(weak)} with known weaknesses")
raise SystemExit(1 if weak and os.environ.get("SCAN_STRICT") == "1" else 0)
EOF
