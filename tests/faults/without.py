"""A day at the desk while a server is gone: what must still work does, what cannot says so and can be repeated."""

import io
import time
from collections.abc import Callable

from tests.faults.desk import Answer, Desk
from tests.faults.ground import Ground

Step = tuple[str, bool]  # what was tried, and whether it went as it must


def without(server: str, day: Callable[[Ground, Desk], list[Step]]) -> Callable[[Ground], str]:
    def fault(ground: Ground) -> str:
        desk = Desk(ground)
        for path in KNOWN * 12:
            desk.get(path, signed_in=False)
            time.sleep(0.01)
        hold = ground.layout.hold_file(server)
        hold.touch()
        ground.kill(server)
        try:
            steps = day(ground, desk)
        finally:
            hold.unlink()
        _until_back(desk)
        steps += afterwards(desk)
        ground.wrong += sum(not went for _, went in steps)
        bad = [name for name, went in steps if not went]
        return f"{len(steps)} steps at the desk, wrong: {', '.join(bad) or 'none'}"

    return fault


KNOWN = ["/about/", "/articles/a-slow-news-day/"]


def no_redis(ground: Ground, desk: Desk) -> list[Step]:
    """Everything works; what waits for workers is done within their own look at the rows."""
    return [*reading(desk), *writing(desk, "without Redis"), ("upload", picture(desk, 1))]


def no_bucket(ground: Ground, desk: Desk) -> list[Step]:
    steps = [*reading(desk), *writing(desk, "without a bucket")]
    answer = send(desk, 2)
    steps.append(("an upload says so", answer.status == 503 or '"error"' in answer.text))
    return steps


def no_database(ground: Ground, desk: Desk) -> list[Step]:
    known = [desk.get(path, signed_in=False) for path in KNOWN]
    other = [
        desk.get("/archive/?before=nobody"),
        desk.get("/account/"),
        desk.get("/admin/"),
        desk.get("/search/?q=tide"),
    ]
    other.append(desk.post(f"{ARTICLES}add/", {"title": "without a database"}))
    return [
        *((f"known page {path}", answer.status == 200) for path, answer in zip(KNOWN, known, strict=True)),
        *((f"refused by design {number}", answer.is_designed) for number, answer in enumerate(other)),
        ("all at once", all(answer.seconds < 5 for answer in [*known, *other])),
    ]


def afterwards(desk: Desk) -> list[Step]:
    return [*writing(desk, "afterwards"), ("upload afterwards", picture(desk, 3))]


ARTICLES = "/admin/articles/article/"


def reading(desk: Desk) -> list[Step]:
    return [
        ("a page", desk.get("/about/", signed_in=False).status == 200),
        ("a page that nobody asked for", desk.get(f"/search/?q=tide&n={time.time()}", signed_in=False).status == 200),
        ("the account", desk.get("/account/").status == 200),
        ("the list of articles", desk.get(ARTICLES).status == 200),
    ]


def writing(desk: Desk, title: str) -> list[Step]:
    """Begin, save, publish, and read what was published."""
    begun = desk.post(f"{ARTICLES}add/", {"title": title})
    edit = begun.headers.get("location", "")
    if begun.status != 302 or not edit:
        return [(f"begin ({begun.status})", False)]
    text = {"title": f"{title} {time.time():.3f}", "body": "<p>The tide comes in.</p>"}
    saved = desk.post(edit, desk.form(edit) | text)
    published = desk.post(edit, desk.form(edit) | {"_publish": "1"})
    shown = desk.form(edit)
    return [
        ("begin", True),
        ("save", saved.status == 302 and shown.get("title") == text["title"]),
        ("publish", published.status == 302 and bool(shown.get("slug"))),
        ("read it", _is_live(desk, f"/articles/{shown.get('slug')}/", text["title"])),
    ]


def _is_live(desk: Desk, path: str, title: str) -> bool:
    """At its own address: a clock that is behind puts it behind others in lists."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        if title in desk.get(path, signed_in=False).text:
            return True
        time.sleep(0.3)
    return False


def picture(desk: Desk, number: int) -> bool:
    answer = send(desk, number)
    return answer.status in (200, 201) and '"error"' not in answer.text


def send(desk: Desk, number: int) -> Answer:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (400, 300), (number, int(time.time()) % 256, int(time.time() * 100) % 256)).save(data, "JPEG")
    return desk.upload("/admin/media/asset/upload/", {}, f"desk-{number}-{time.time():.2f}.jpg", data.getvalue())


def _until_back(desk: Desk) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if desk.get("/account/").status == 200 and picture(desk, 9):
            return
        time.sleep(0.5)


FAULTS = {
    "without-redis": without("redis", no_redis),
    "without-s3": without("s3", no_bucket),
    "without-mariadb": without("mariadb", no_database),
}
