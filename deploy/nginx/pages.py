"""Write the pages that nginx shows when nobody else answers: `python deploy/nginx/pages.py DIR`.

They are Django's own templates with this release's style sheets; run it after collectstatic.
"""

import sys
from pathlib import Path

NAMES = ("429.html", "503.html")


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import django
    from django.template import loader

    django.setup()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).write_text(loader.get_template(name).render(), encoding="utf-8")


if __name__ == "__main__":
    main()
