"""`python -m tests.ai.corpora [FILE …]`: precision and recall of the guards, and each answer they judged wrongly."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.test")

from tests.ai import corpora


def main(*names: str) -> int:
    total = corpora.score(corpora.judge(row) for row in corpora.rows(*map(Path, names)))
    for title, judged in (("MISSED", total.missed), ("WRONGED", total.wronged)):
        for one in judged:
            row = one.row
            print(f"{title} {row['feature']} {row['language']} {row.get('guard', '')}: {row['output']!s:.150}")
            print(f"    {one.why}")
    print("refused by:", ", ".join(f"{guard} {n}" for guard, n in total.by_guard.most_common()))
    print(total)
    return 0 if total.recall >= 0.98 and total.precision >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
