import re
from pathlib import Path
import pytest
from ai.writing import briefs
from ai.writing.models import Draft
from tests.ai.writing.making import started, worked
from tests.ai.writing.test_local_property import told, unfounded, QUOTED
from ai.writing import rendering
pytestmark = pytest.mark.django_db
QUOTED2 = re.compile(r"“.+”|„.+“|\"[^\"]+\"|«.+»|»[^«]+«")
import tests.ai.writing.test_local_property as m
m.QUOTED = QUOTED2

@pytest.mark.parametrize("lang", ["de", "fr", "en"])
def test_src(lang, site, people, client_for):
    parsed = briefs.read(Path(f"/tmp/src38/brief-{lang}.md"))
    draft = worked(started(site, people.creator, parsed))
    src = Path(f"/tmp/src38/{'quelle' if lang=='de' else 'source'}-{lang}.md").read_text()
    notes = Path(f"/tmp/src38/brief-{lang}.md").read_text()
    body = rendering.body_of(draft)
    Path(f"/tmp/src38/out-{lang}.html").write_text(draft.title+"\n" if hasattr(draft,'title') else ""+body)
    Path(f"/tmp/src38/out-{lang}.html").write_text(body)
    print(draft.state, draft.error)
    print(len(told(draft)), "sentences; unfounded:", *unfounded(draft, notes, src), sep="\n  ")
    page = client_for(people.creator).get(f"/admin/writing/draft/{draft.pk}/change/").content.decode()
    assert "No language model was used" in page
    assert 0
