"""What changed in the words of a notice, as employees read it: on the notice's page, from a row, and from a page out of date."""

import pytest

from consent.models import Notice
from tests import programs
from tests.cast import MOUSE, Cast
from tests.consent.test_pages import html

pytestmark = pytest.mark.rule("R19")
NOTICE = "/me/programs/desktop/notice/"


def publish(cast: Cast, *summary: str, why: str = "") -> None:
    sections = [{"title": "Why", "paragraphs": [why]}] if why else []
    programs.publish_notice(program=cast.program, summary=summary, sections=sections)


def test_each_changed_part_is_shown_word_by_word(cast: Cast) -> None:
    publish(cast, "We record more.", why="To teach an assistant.")
    page = html(cast, f"{NOTICE}2/")
    assert "What changed since version 1" in page
    plain = page.replace('<span class="sr-only" lang="en">[removed: </span>', "").replace('<span class="sr-only">]</span>', "")
    assert "<del>record.</del>" in plain.replace('<span class="sr-only" lang="en">]</span>', "")
    assert "record more." in page
    assert "To teach an assistant." in page.split("<article")[0]
    assert "What changed" not in html(cast, f"{NOTICE}1/"), "the first one has nothing before it"


def test_it_is_compared_with_the_version_that_is_asked_for(cast: Cast) -> None:
    publish(cast, "We record more.")
    publish(cast, "We record more.", why="To teach.")
    assert "more" not in html(cast, f"{NOTICE}3/").split("<article")[0]
    page = html(cast, f"{NOTICE}3/?since=1").split("<article")[0]
    assert "What changed since version 1" in page
    assert "more" in page
    for strange in ("0", "3", "99", "x", "-1", "9" * 40):
        assert "What changed since version 2" in html(cast, f"{NOTICE}3/?since={strange}")


def test_a_minor_version_says_that_no_word_changed(cast: Cast) -> None:
    publish(cast, "We record.")
    assert "No word of it changed." in html(cast, f"{NOTICE}2/")


@pytest.mark.rule("D21")
def test_a_language_without_an_older_version_compares_nothing(cast: Cast) -> None:
    english = {"summary": ["We record more."], "fields": {}}
    german = {"summary": ["Wir zeichnen auf."], "fields": {}}
    programs.launch(programs.change(cast.program, "notices", {"en": english, "de": german}), material=True)
    assert Notice.objects.filter(program=cast.program, version=2).count() == 2
    assert "What changed" in html(cast, f"{NOTICE}2/?lang=en")
    assert "What changed" not in html(cast, f"{NOTICE}2/?lang=de")


def test_a_row_leads_to_what_changed_since_its_choice(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    publish(cast, "We record more.")
    publish(cast, "We record much more.")
    page = html(cast)
    assert f"{NOTICE}3/?lang=en&amp;back=me&amp;since=1#changes" in page
    assert page.count("See what changed in the notice") == 1, "only where a choice was made before"


@pytest.mark.rule("D19")
def test_a_page_out_of_date_leads_to_what_changed_and_back_to_the_question(cast: Cast) -> None:
    publish(cast, "We record more.")
    client = cast.client(cast.priya)
    answer = client.post("/me/programs/desktop/give/", {"signal": MOUSE, "notice": 1, "language": "en", "version": 1})
    assert answer.status_code == 409
    link = f"{NOTICE}2/?back=give&amp;signal={MOUSE}&amp;lang=en&amp;since=1#changes"
    assert link in answer.content.decode()
    page = html(cast, link.replace("&amp;", "&").partition("#")[0])
    assert f"/me/programs/desktop/give/?signal={MOUSE}&amp;lang=en" in page
