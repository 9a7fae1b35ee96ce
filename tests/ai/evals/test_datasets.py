"""Training data: of sites that have agreed, without what may not leave."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.sites.models import Site
from ai.evals import datasets
from ai.evals.exceptions import NotGiven
from ai.policies.models import Privacy
from content.articles.models import Article
from tests.ai.evals.conftest import PURPOSE, SUMMARY

pytestmark = pytest.mark.django_db


def agree(site: Site, **changes: object) -> None:
    Privacy.objects.update_or_create(site=site, defaults={"training": True, **changes})


def test_a_site_that_has_not_agreed_gives_no_line(
    site: Site, noise_site: Site, articles: list[Article], tmp_path: Path
) -> None:
    Privacy.objects.create(site=site)
    Privacy.objects.update_or_create(site=noise_site, defaults={"training": True})
    file = tmp_path / "texts.jsonl"
    with pytest.raises(CommandError, match="does not give its texts as training data"):
        call_command("ai_dataset", file, "--site", site.host)
    assert not file.exists()


def test_a_line_is_what_the_prompt_asks_and_what_was_accepted(
    site: Site, articles: list[Article], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agree(site)
    file = tmp_path / "texts.jsonl"
    call_command("ai_dataset", file, "--purpose", PURPOSE, "--site", site.host, "--limit", "2")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert f"2 accepted texts in {file}." in capsys.readouterr().out
    assert [line["messages"][-1]["content"] for line in lines] == [SUMMARY.format(n=5), SUMMARY.format(n=4)]
    assert [message["role"] for message in lines[0]["messages"]] == ["system", "user", "assistant"]
    assert "repair pier 5" in lines[0]["messages"][1]["content"]
    assert lines[0]["metadata"] == {"purpose": PURPOSE, "language": "en", "accepted": "article"}


def test_a_prompt_that_wants_json_gets_its_answer_as_json(site: Site, articles: list[Article]) -> None:
    agree(site)
    answers = [json.loads(line)["messages"][-1]["content"] for line in datasets.lines(site, ["writing.title"])]
    assert json.loads(answers[0]) == {"candidates": ["Pier 5"]}


def test_personal_data_is_replaced_or_left_out_by_the_rules_of_the_site(site: Site, articles: list[Article]) -> None:
    row = articles[5]
    Article.objects.filter(pk=row.pk).update(body=f"{row.body}<p>Write to mara@example.org about the pier.</p>")
    agree(site, email="redact")
    first = next(iter(datasets.lines(site, [PURPOSE])))
    assert "mara@example.org" not in first and "[[email-1]]" in first
    agree(site, email="block")
    assert all("pier 5" not in line for line in datasets.lines(site, [PURPOSE]))


def test_an_unknown_purpose_is_named_with_those_that_there_are(site: Site) -> None:
    agree(site)
    with pytest.raises(NotGiven, match="no purpose writing.poem .* Known: .*writing.summary"):
        datasets.lines(site, ["writing.poem"])
