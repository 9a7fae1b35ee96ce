import json
from typing import Any

import pytest
from django.urls import reverse

from accounts.sites.models import Site
from content.media import usage
from content.media.models import Asset
from tests.content.media.conftest import Uploaded
from tests.content.media.pictures import file, jpeg, png
from tests.people import People, SiteClient
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db

LIST = "/admin/media/asset/"
UPLOAD = "/admin/media/asset/upload/"
PICKER = "/admin/media/asset/picker/"
ADD = "/admin/media/asset/add/"


def page_of(asset: Asset) -> str:
    return reverse("admin:media_asset_change", args=[asset.pk])


def test_the_grid_shows_the_pictures_of_this_site(ready: Uploaded, client_for: Any, people: People) -> None:
    asset = ready(jpeg(700, 400), title="Morning at the quay")
    response = client_for(people.creator).get(LIST)
    page = response.content.decode()
    assert "Morning at the quay" in page
    assert f"/media/{asset.public_id}/" in page
    assert "No alternative text" in page
    assert "Harbour at dawn" not in page  # the other site's


def test_the_grid_needs_the_same_queries_for_many_pictures(uploaded: Uploaded, client_for: Any, people: People) -> None:
    uploaded()
    client = client_for(people.editor)
    client.get(LIST)
    with CountQueries() as few:
        client.get(LIST)
    for step in range(12):
        uploaded(jpeg(100 + step, 50))
    with CountQueries() as many:
        client.get(LIST)
    assert many.count <= few.count


def test_an_empty_library_and_an_empty_search_say_what_to_do(client_for: Any, people: People, site: Site) -> None:
    client = client_for(people.creator)
    assert "Upload the first pictures" in client.get(LIST).content.decode()
    assert "Try fewer words" in client.get(f"{LIST}?q=zeppelin").content.decode()


@pytest.mark.parametrize(
    ("query", "found"), [("q=quay", True), ("q=zeppelin", False), ("alt=missing", True), ("alt=there", False)]
)
def test_pictures_are_searched_and_filtered(
    uploaded: Uploaded, client_for: Any, people: People, query: str, found: bool
) -> None:
    uploaded(name="quay.jpg", title="Morning")
    assert ("Morning" in client_for(people.creator).get(f"{LIST}?{query}").content.decode()) is found


def test_the_editor_uploads_a_picture(client_for: Any, people: People, site: Site) -> None:
    response = client_for(people.creator).post(UPLOAD, {"file": file(jpeg(640, 480), "boat.jpg")})
    assert response.status_code == 201
    asset = Asset.objects.get(site=site)
    answer = response.json()
    assert (answer["asset"], answer["id"]) == (asset.public_id, asset.public_id)
    assert (answer["width"], answer["height"], answer["alt"]) == (640, 480, "")
    assert answer["src"] == f"/admin/media/asset/{asset.public_id}/file/"
    again = client_for(people.creator).post(UPLOAD, {"file": file(jpeg(640, 480), "boat.jpg")})
    assert (again.status_code, again.json()["duplicate"], again.json()["asset"]) == (200, True, asset.public_id)


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"<svg/>", "Upload a JPEG"), (b"", "empty"), (jpeg()[:-30], "end is missing")],
)
def test_the_editor_is_told_why_a_file_is_refused(client_for: Any, people: People, data: bytes, text: str) -> None:
    response = client_for(people.creator).post(UPLOAD, {"file": file(data, "x.jpg")})
    assert response.status_code == 400
    assert text in response.json()["error"]


def test_an_upload_without_a_file_says_so(client_for: Any, people: People) -> None:
    response = client_for(people.creator).post(UPLOAD, {})
    assert (response.status_code, "No file arrived" in response.json()["error"]) == (400, True)
    assert client_for(people.creator).get(UPLOAD).status_code == 405


def test_a_file_over_the_limit_is_thrown_away_while_it_arrives(client_for: Any, people: People, settings: Any) -> None:
    settings.MEDIA_MAX_MB = 1
    response = client_for(people.creator).post(UPLOAD, {"file": file(jpeg() + b"\0" * 3_000_000)})
    assert response.status_code == 400
    assert "larger than 1 MB" in response.json()["error"]


def test_uploads_need_the_token(site: Site, people: People) -> None:
    for address in (UPLOAD, ADD):
        client = SiteClient(site, people.creator)
        client.handler.enforce_csrf_checks = True
        assert client.post(address, {"file": file(jpeg())}).status_code == 403
    assert not Asset.objects.filter(site=site).exists()


@pytest.mark.parametrize("role", ["viewer", "stranger"])
@pytest.mark.parametrize("address", [LIST, PICKER, ADD, UPLOAD])
def test_who_does_not_work_here_gets_nothing(
    client_for: Any, people: People, uploaded: Uploaded, role: str, address: str
) -> None:
    asset = uploaded(title="Secret quay")
    response = client_for(people.by_role()[role]).post(address, {"file": file(png())})
    assert response.status_code in (302, 403, 404, 405)
    assert b"Secret quay" not in response.content
    for own in (page_of(asset), f"{LIST}{asset.public_id}/file/", f"{LIST}{asset.public_id}/download/"):
        assert client_for(people.by_role()[role]).get(own).status_code in (302, 403, 404)
    assert Asset.objects.filter(site=asset.site).count() == 1


def test_pictures_of_another_site_do_not_exist_here(client_for: Any, people: People, noise_site: Site) -> None:
    foreign = Asset.objects.get(site=noise_site)
    client = client_for(people.admin)
    for address in (page_of(foreign), f"{LIST}{foreign.pk}/delete/", f"{LIST}{foreign.public_id}/file/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{foreign.public_id}/again/").status_code == 404
    assert client.get(f"{PICKER}?q=dawn", headers={"Accept": "application/json"}).json()["results"] == []


def test_many_files_at_once_work_without_scripts(client_for: Any, people: People, site: Site) -> None:
    client = client_for(people.creator)
    response = client.post(ADD, {"file": [file(jpeg(50, 40), "a.jpg"), file(png(), "b.png")]})
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert Asset.objects.filter(site=site).count() == 2


def test_each_refused_file_is_named_and_the_others_are_kept(client_for: Any, people: People, site: Site) -> None:
    response = client_for(people.creator).post(
        ADD, {"file": [file(jpeg(50, 40), "good.jpg"), file(b"<svg/>", "bad.svg")]}
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert page.index("bad.svg") < page.index("Upload a JPEG")
    assert "good.jpg" in page
    assert Asset.objects.filter(site=site).count() == 1


def test_texts_and_focal_point_are_edited(client_for: Any, people: People, uploaded: Uploaded) -> None:
    asset = uploaded()
    values = {"title": "Dawn", "alt": "Boats", "caption": "", "credit": "Ann", "focal_x": "0.25", "focal_y": "0.8"}
    assert client_for(people.creator).post(page_of(asset), values).status_code == 302
    asset.refresh_from_db()
    assert (asset.title, asset.alt, asset.credit) == ("Dawn", "Boats", "Ann")
    assert (asset.focal_x, asset.focal_y) == (0.25, 0.8)


def test_a_focal_point_outside_the_picture_is_an_error(client_for: Any, people: People, uploaded: Uploaded) -> None:
    asset = uploaded()
    response = client_for(people.creator).post(page_of(asset), {"title": "Dawn", "focal_x": "1.5", "focal_y": "0"})
    assert response.status_code == 200
    assert "less than or equal to 1" in response.content.decode()


def test_the_page_of_a_picture_names_its_uses_and_its_trouble(
    client_for: Any, people: People, uploaded: Uploaded
) -> None:
    asset = uploaded()
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.FAILED, error="Export it again.")

    def finder(one: Asset) -> list[usage.Usage]:
        return [usage.Usage("Boats in winter", "/admin/articles/article/1/change/", "draft")]

    usage.register(finder)
    try:
        page = client_for(people.editor).get(page_of(asset)).content.decode()
        assert "Boats in winter" in page
        assert "Export it again." in page
        refused = client_for(people.editor).post(f"{LIST}{asset.pk}/delete/", {"post": "yes"}, follow=True)
        assert "Take it out there first" in refused.content.decode()
    finally:
        usage.forget(finder)
    assert Asset.objects.filter(pk=asset.pk).exists()


def test_an_editor_deletes_and_a_creator_does_not(client_for: Any, people: People, uploaded: Uploaded) -> None:
    asset = uploaded()
    assert client_for(people.creator).post(f"{LIST}{asset.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Asset.objects.filter(pk=asset.pk).exists()
    assert client_for(people.editor).post(f"{LIST}{asset.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Asset.objects.filter(pk=asset.pk).exists()


def test_the_original_is_shown_and_given_to_members_with_its_true_type(
    client_for: Any, people: People, uploaded: Uploaded
) -> None:
    data = png()
    asset = uploaded(data, name="evil.html.svg")
    shown = client_for(people.creator).get(f"{LIST}{asset.public_id}/file/")
    assert b"".join(shown.streaming_content) == data
    given = client_for(people.creator).get(f"{LIST}{asset.public_id}/download/")
    assert b"".join(given.streaming_content) == data
    for response in (shown, given):
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "public" not in response["Cache-Control"]
    assert shown["Content-Disposition"].startswith("inline")
    assert given["Content-Disposition"] == 'attachment; filename="evilhtml.png"'


def test_failed_renditions_are_made_again_on_request(client_for: Any, people: People, uploaded: Uploaded) -> None:
    asset = uploaded()
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.FAILED, error="No memory", attempts=4)
    assert client_for(people.creator).post(f"{LIST}{asset.public_id}/again/").status_code == 302
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.attempts) == (Asset.State.PENDING, "", 0)


def test_the_picker_answers_with_json(ready: Uploaded, client_for: Any, people: People) -> None:
    asset = ready(jpeg(700, 400), title="Quay", alt="Boats")
    answer = client_for(people.creator).get(f"{PICKER}?q=quay", headers={"Accept": "application/json"}).json()
    assert answer["next"] is None
    assert [one["id"] for one in answer["results"]] == [asset.public_id]
    assert answer["results"][0]["preview"].startswith(f"/media/{asset.public_id}/")
    assert json.dumps(answer).count("originals/") == 0


def test_the_picker_answers_with_buttons(uploaded: Uploaded, client_for: Any, people: People) -> None:
    asset = uploaded(alt='A "boat" <x>')
    page = client_for(people.creator).get(PICKER).content.decode()
    assert f'data-asset="{asset.public_id}"' in page
    assert 'data-alt="A &quot;boat&quot; &lt;x&gt;"' in page
    assert 'type="button"' in page
    assert "Try fewer words" in client_for(people.creator).get(f"{PICKER}?q=zzz").content.decode()


def test_the_picker_has_pages_and_takes_any_number(uploaded: Uploaded, client_for: Any, people: People) -> None:
    for step in range(26):
        uploaded(jpeg(60 + step, 40))
    client = client_for(people.creator)
    seen = []
    for number in (1, 2):
        answer = client.get(f"{PICKER}?page={number}", headers={"Accept": "application/json"}).json()
        seen += [one["id"] for one in answer["results"]]
    assert len(set(seen)) == 26
    assert answer["next"] is None
    assert "1 / 2" in client.get(PICKER).content.decode()
    for odd in ("0", "-1", "99", "x", ""):
        assert client.get(f"{PICKER}?page={odd}").status_code == 200
