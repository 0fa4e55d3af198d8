"""A page out of date where there is no question to ask again: taking an objection back, saying that a notice was read."""

import pytest

from consent.actions import acknowledging, choices
from consent.models import Consent
from tests import programs
from tests.cast import MOUSE, Cast
from tests.consent.deciding import about, by_interest, keepable, row
from tests.consent.test_bad_input import kept, post
from tests.consent.test_pages import html

pytestmark = pytest.mark.flows


@pytest.mark.rule("R16", "R19")
@pytest.mark.parametrize("material", [False, True])
@pytest.mark.parametrize("address", ["lift", "acknowledge"])
def test_it_is_answered_with_the_new_notice_and_nothing_is_recorded(cast: Cast, address: str, material: bool) -> None:  # noqa: FBT001 - a parameter of the test
    shown = by_interest(cast, MOUSE)
    keepable(cast, MOUSE)
    acknowledging.acknowledge(person=cast.priya, notice=shown, by=cast.priya)
    choices.object_to(**about(cast, MOUSE), keep=[MOUSE])
    typed = {"signal": MOUSE, "notice": shown.version, "language": "en", "version": cast.program.live_version}
    assert f'name="notice" value="{shown.version}"' in html(cast, "/me/programs/desktop/")
    text = programs.body_of(cast.program)["notices"]["en"] | {"summary": ["We record more."]}
    newer = programs.launch(programs.change(cast.program, "notices", {"en": text}), material=material)
    client, before = cast.client(cast.priya), kept()
    status, page = post(client, address, typed)
    assert status == 409
    assert "Nothing was recorded." in page
    assert "We record more." in page, "the text in force is shown"
    assert f"What changed since version {shown.version}" in page
    assert (kept(), row(MOUSE).state) == (before, "objected")
    cast.program.refresh_from_db()
    again = typed | {"notice": newer.version, "version": cast.program.live_version}
    assert post(client, address, again)[0] == 302


@pytest.mark.rule("R16", "R19")
@pytest.mark.parametrize("address", ["give", "refuse", "renew"])
def test_an_answer_in_a_row_leads_to_the_page_with_the_new_text(cast: Cast, address: str) -> None:
    programs.publish_notice(program=cast.program, summary=["We record more."])
    client, before = cast.client(cast.priya), kept()
    stale = {"signal": MOUSE, "notice": 1, "language": "en", "version": 1}
    answer = client.post(f"/me/programs/desktop/{address}/", stale, headers={"HX-Request": "true"})
    assert (answer.status_code, kept()) == (409, before)
    page = client.get(answer["HX-Redirect"]).content.decode()
    assert "Nothing was recorded." in page
    assert "We record more." in page


@pytest.mark.rule("R30")
def test_an_objection_and_its_taking_back_name_the_notice_in_the_language_of_the_page(cast: Cast) -> None:
    cast.priya.language = "de"
    cast.priya.save(update_fields=["language"])
    by_interest(cast, MOUSE)
    english = programs.body_of(cast.program)["notices"]["en"]
    both = {"en": english, "de": english | {"summary": ["Wir zeichnen auf."]}}
    notice = programs.launch(programs.change(cast.program, "notices", both), material=True)
    keepable(cast, MOUSE)
    cast.program.refresh_from_db()
    client = cast.client(cast.priya)
    shown = {"notice": notice.version, "language": "de", "version": cast.program.live_version}
    for address, typed in (("withdraw", {"keep": "on"}), ("lift", shown)):
        assert post(client, address, {"signal": MOUSE} | typed)[0] == 302
    languages = [change.notice.language for change in Consent.history.filter(signal=MOUSE)]
    assert languages == ["de", "de"]
