"""What the tools of each platform say of the files in deploy/, and what must hold in them whatever the tools say."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PRODUCTION = yaml.safe_load((DEPLOY / "compose.prod.yml").read_text())
OURS = sorted(set(PRODUCTION["services"]) - {"database", "redis"})
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
BIN = Path(sys.executable).parent


def documents() -> list[dict[str, Any]]:
    return [document for path in MANIFESTS for document in yaml.safe_load_all(path.read_text())]


def pods() -> list[tuple[str, dict[str, Any]]]:
    kinds = ("Deployment", "Job")
    return [(d["metadata"]["name"], d["spec"]["template"]["spec"]) for d in documents() if d["kind"] in kinds]


def test_only_80_and_443_are_published() -> None:
    published = {name: service["ports"] for name, service in PRODUCTION["services"].items() if "ports" in service}
    assert published == {"proxy": ["80:8080", "443:8443"]}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_write_nor_rise(name: str) -> None:
    service = PRODUCTION["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_secrets_are_files() -> None:
    text = (DEPLOY / "compose.prod.yml").read_text()
    assert not re.search(r"^\s+(SECRET_KEY|DATABASE_URL|AWS_SECRET_ACCESS_KEY|MARIADB_PASSWORD):", text, re.MULTILINE)
    assert all(set(secret) == {"file"} for secret in PRODUCTION["secrets"].values())


def test_databases_have_no_way_out() -> None:
    assert PRODUCTION["networks"]["inside"]["internal"] is True
    for name in ("database", "redis"):
        assert PRODUCTION["services"][name]["networks"] == ["inside"]


def test_every_queue_has_a_worker_everywhere() -> None:
    from django.conf import settings

    queues = set(settings.CELERY_TASK_QUEUES)
    commands = " ".join(str(service.get("command", "")) for service in PRODUCTION["services"].values())
    assert set(re.findall(r"--queues (\w+)", commands)) == queues
    workers = (DEPLOY / "kubernetes" / "workers.yaml").read_text()
    assert set(re.findall(r"--queues, (\w+)", workers)) == queues
    target = (DEPLOY / "systemd" / "aicmr.target").read_text()
    assert set(re.findall(r"aicmr-worker@(\w+)", target)) == queues


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    program = text.partition(" AS program")[2].partition(" AS configuration")[0]
    assert "USER 10001" in program and "HEALTHCHECK" in program
    for name in re.findall(r"^COPY (?!--from)(\S+)", program, re.MULTILINE):
        assert (ROOT / name).exists(), name


def test_pods_cannot_write_nor_rise() -> None:
    for name, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True and not context["allowPrivilegeEscalation"], name
            assert "limits" in container["resources"], name


def test_what_serves_is_probed() -> None:
    for name, pod in pods():
        probes = {"startupProbe", "livenessProbe", "readinessProbe"} & set(pod["containers"][0])
        assert len(probes) == {"release": 0, "beat": 0}.get(name, 1 if name.startswith("worker") else 3), name


@pytest.mark.deploy
@pytest.mark.parametrize("name", ["compose.yml", "compose.prod.yml"])
def test_compose_files_are_valid(name: str) -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.deploy
def test_kubernetes_manifests_are_valid() -> None:
    command = [BIN / "kubernetes-validate", "--strict", *MANIFESTS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("passed") == len(documents()), done.stdout


@pytest.mark.deploy
def test_systemd_units_are_valid(tmp_path: Path) -> None:
    """With the paths of this checkout in the place of /srv/aicmr, which a test machine does not have."""
    for path in (DEPLOY / "systemd").glob("aicmr*"):
        text = path.read_text().replace("/srv/aicmr/.venv/bin", str(BIN)).replace("/srv/aicmr", str(ROOT))
        (tmp_path / path.name).write_text(text.replace("User=aicmr\nGroup=aicmr\n", ""))
    names = ["aicmr-web@1.service", "aicmr-worker@media.service", "aicmr-stream.service", "aicmr-beat.service"]
    names += ["aicmr-backup.service", "aicmr-backup.timer", "aicmr.target"]
    command = ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "aicmr" in line]
    assert done.returncode == 0 and ours == [], done.stderr
