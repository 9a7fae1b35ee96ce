"""Judges a corpus of answers with the guards and says how well they tell good from bad."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ai import guards
from ai.guards import Verdict
from ai.guards.recipes import expecting
from ai.guards.schema import read_json

FOLDER = Path(__file__).parent / "guards"
AI = Path(__file__).parents[3] / "ai"
PROMPTS = (AI / "writing" / "prompts", AI / "rewriting" / "prompts")


@dataclass
class Judged:
    row: dict[str, Any]
    verdicts: list[Verdict]

    @property
    def is_refused(self) -> bool:
        """What `sense` finds is told to the editor and refuses nothing."""
        return any(not verdict.ok and verdict.guard != "sense" for verdict in self.verdicts)

    @property
    def why(self) -> str:
        return " ".join(f"[{verdict.guard}] {verdict.message}" for verdict in self.verdicts if not verdict.ok)


@dataclass
class Score:
    """Of bad answers: found (refused), missed; of good ones: passed, wronged (refused)."""

    found: int = 0
    missed: list[Judged] = field(default_factory=list)
    passed: int = 0
    wronged: list[Judged] = field(default_factory=list)
    by_guard: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.wronged))

    def __str__(self) -> str:
        bad, good = self.found + len(self.missed), self.passed + len(self.wronged)
        return f"{bad} bad, {good} good: recall {self.recall:.3f}, precision {self.precision:.3f}"


def files(folder: str) -> list[Path]:
    return sorted((Path(__file__).parent / folder).glob("*.jsonl"))


def rows(*files: Path) -> Iterator[dict[str, Any]]:
    """The lines of the files (all of the corpus), with feature and the text they are about."""
    for path in files or sorted(FOLDER.glob("*.jsonl")):
        sources = path.parent / "sources.json"
        texts = json.loads(sources.read_text(encoding="utf-8")) if sources.exists() else {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                row.setdefault("feature", path.stem)
                row.setdefault("source_text", texts.get(row.get("source", ""), ""))
                yield row


def judge(row: dict[str, Any]) -> Judged:
    feature, output = row["feature"], row["output"]
    text = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
    is_object = not isinstance(output, str) or (feature == "title" and output.lstrip().startswith("{"))
    is_json = _file(f"{feature}.json") is not None and (is_object or feature == "tags")
    from_name = row["source"].rpartition("-")[2] if row.get("source") else row["language"]
    source_language = row.get("source_language", from_name)
    expect = expecting(
        feature,
        language=row["language"],
        source=row["source_text"],
        source_language=source_language,
        echo=_instructions(feature),
        links=(),
        **({"schema": _schema(feature)} if is_json else {}),
        **row.get("expect", {}),
    )
    data = read_json(text) if is_json else None
    return Judged(row, guards.check(text, data, expect))


def score(judged: Iterable[Judged]) -> Score:
    total = Score()
    for one in judged:
        if one.row["good"]:
            total.passed += not one.is_refused
            total.wronged += [one] if one.is_refused else []
        else:
            total.found += one.is_refused
            total.missed += [] if one.is_refused else [one]
            total.by_guard.update(verdict.guard for verdict in one.verdicts if not verdict.ok)
    return total


def _instructions(feature: str) -> tuple[str, ...]:
    path = _file(f"{feature}.md")
    return (path.read_text(encoding="utf-8").partition("\n---\n")[2],) if path else ()


def _schema(feature: str) -> dict[str, Any]:
    path = _file(f"{feature}.json")
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path else {}


def _file(name: str) -> Path | None:
    return next((folder / name for folder in PROMPTS if (folder / name).exists()), None)
