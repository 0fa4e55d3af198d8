"""The officers' queue in a browser without JavaScript: lists, search, taking, and what is done with several at once."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.sessions.models import Session

from audit.models import Entry
from people.models import Message, Role
from rights.actions import asking, assigning, deciding
from rights.events import RightsEvent
from rights.models import Request
from tests.cast import make_person, number_of
from tests.rights.desk import case_url, desk, now_of, text
from tests.rights.office import at_site, file, second_officer

pytestmark = pytest.mark.django_db
NOBODY = str(uuid.UUID(int=7))
"""A ref that names nothing, the same in every process."""
WHY = "We looked for it and found nothing of you."

TILES = ("Requests due in 48 h", "Requests overdue", "Requests not looked at")


def test_the_queue_shows_no_name_and_the_case_does_and_says_that_it_was_read(cast) -> None:
    request, client = file(cast.priya), desk(cast)
    listed = text(client.get("/office/queue/"))
    assert request.short_ref in listed
    assert "Priya" not in listed
    assert ">PN<" in listed
    assert 'tag-warn">Not looked at' in listed
    shown = text(client.get(case_url(request)))
    assert "Priya Nair" in shown
    assert now_of(request).looked_at is not None
    assert 'tag-warn">Not looked at' not in text(client.get("/office/queue/?view=started"))
    assert "Looked at, not complete" in text(client.get("/office/queue/"))
    client.get(case_url(request))
    read = Entry.objects.filter(event=RightsEvent.OPENED, ref=str(request.pk), actor=str(cast.sam.pk))
    assert read.count() == 1, "the same officer within an hour is one reading"


def test_each_saved_view_shows_what_it_says(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    ana = second_officer(cast)
    made = {
        kind: file(at_site(cast.priya, "Dublin"), kind) for kind in ("access", "erasure", "objection", "restriction", "portability")
    }
    assigning.assign(request=made["access"], to=cast.sam, by=cast.sam)
    desk(cast).get(case_url(made["erasure"]))
    asking.ask(request=made["objection"], reason="other", words="Which one?", by=cast.sam)
    deciding.decide(request=made["restriction"], outcome="granted", by=cast.sam)
    deciding.decide(request=made["portability"], outcome="refused", reason="unfounded", words=WHY, by=ana)
    expected = {
        "open": {"access", "erasure", "objection", "portability"},
        "mine": {"access"},
        "new": {"access", "objection", "portability"},
        "started": {"erasure"},
        "waiting": {"objection"},
        "soon": set(),
        "overdue": set(),
        "second": {"portability"},
        "closed": {"restriction"},
    }
    for view, kinds in expected.items():
        assert kinds_in(cast, view, made) == kinds, view
    time_machine.move_to(dt.datetime(2026, 12, 20, 12, tzinfo=dt.UTC), tick=False)
    assert kinds_in(cast, "soon", made) == expected["open"]
    time_machine.move_to(dt.datetime(2026, 12, 24, 12, tzinfo=dt.UTC), tick=False)
    assert kinds_in(cast, "overdue", made) == expected["open"]
    assert "1 day over" in text(desk(cast).get("/office/queue/?view=overdue"))


def kinds_in(cast, view: str, made: dict[str, Request]) -> set[str]:
    answer = desk(cast).get(f"/office/queue/?view={view}")
    assert answer.status_code == 200
    return {kind for kind, request in made.items() if request.short_ref in text(answer)}


@pytest.mark.rule("R49")
def test_what_waits_with_a_standing_clock_is_not_overdue(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"), by=cast.sam, channel="letter")
    asking.ask(request=request, reason="identity", words="Which desk?", by=cast.sam)
    time_machine.move_to(dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC), tick=False)
    assert request.short_ref not in text(desk(cast).get("/office/queue/?view=overdue"))
    assert "stands while the person is asked" in text(desk(cast).get("/office/queue/?view=waiting"))


def test_the_list_is_narrowed_sorted_and_paged_without_losing_or_repeating_one(cast, time_machine) -> None:
    made = []
    for number in range(30):
        time_machine.move_to(dt.datetime(2026, 11, 1, 9, number // 3, tzinfo=dt.UTC), tick=False)
        made.append(file(cast.priya, "question", words=f"Question {number}"))
    file(cast.priya, "access")
    for sort in ("due", "received", "kind"):
        first = desk(cast).get(f"/office/queue/?sort={sort}&kind=question")
        following = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
        assert following is not None
        second = desk(cast).get(following[1].replace("&amp;", "&"))
        refs = [re.findall(r'mono">(R-[0-9A-F]{8})</span>', one.content.decode()) for one in (first, second)]
        assert (len(refs[0]), len(refs[1])) == (25, 5)
        assert len({*refs[0], *refs[1]}) == 30
        assert "First page" in text(second)


@pytest.mark.parametrize(
    "query",
    ["view=nonsense", "after=nonsense", f"after={NOBODY}", "sort=name&kind=x&law=y&country=zz&assignee=z", "ref=Priya"],
)
def test_an_address_that_makes_no_sense_shows_the_ordinary_list(cast, query: str) -> None:
    request = file(cast.priya)
    answer = desk(cast).get(f"/office/queue/?{query}")
    assert answer.status_code == 200
    assert request.short_ref in text(answer)


def test_search_finds_by_reference_name_address_and_number_and_keeps_no_word(cast) -> None:
    request, other = file(cast.priya), file(cast.lena)
    for words in (
        request.short_ref,
        request.short_ref.lower(),
        "nair",
        "PRIYA.NAIR@example.com",
        number_of(cast.priya),
        number_of(cast.priya).lower(),
    ):
        client = desk(cast)
        answer = client.post("/office/queue/search/", {"words": words}, follow=True)
        assert request.short_ref in text(answer), words
        assert other.short_ref not in text(answer), words
        address, _ = answer.redirect_chain[0]
        assert "nair" not in address.lower()
        kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
        assert "nair" not in kept.lower()
        assert number_of(cast.priya) not in kept
    assert "No request matches" in text(desk(cast).post("/office/queue/search/", {"words": "Nobody"}, follow=True))
    refused = desk(cast).post("/office/queue/search/", {"words": "x"})
    assert refused.status_code == 422
    assert "at least two letters" in text(refused)


def test_a_search_finds_what_is_closed_but_never_one_s_own_or_one_s_reports(cast) -> None:
    done = file(cast.priya, "restriction")
    deciding.decide(request=done, outcome="granted", by=cast.sam)
    assert done.short_ref in text(desk(cast).post("/office/queue/search/", {"words": "Priya"}, follow=True))
    cast.marco.manager = cast.sam
    cast.marco.save()
    assert done.short_ref not in text(desk(cast).post("/office/queue/search/", {"words": "Priya"}, follow=True))
    assert case_url(done) not in text(desk(cast).post("/office/queue/search/", {"words": done.short_ref}, follow=True))
    assert desk(cast).get(case_url(done)).status_code == 404


def test_take_next_gives_the_most_urgent_and_says_when_nothing_is_left(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), tick=False)
    first = file(cast.priya, "access")
    time_machine.shift(dt.timedelta(days=2))
    file(cast.priya, "portability")
    answer = desk(cast).post("/office/queue/take/")
    assert answer["Location"] == case_url(first)
    assert now_of(first).assignee == cast.sam
    desk(cast).post("/office/queue/take/")
    assert "Nothing is left to take" in text(desk(cast).post("/office/queue/take/", follow=True))


def test_take_next_gives_nobody_what_they_proposed_and_the_second_officer_gets_it(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    deciding.decide(request=request, outcome="refused", reason="unfounded", words="No.", by=cast.sam)
    assert assigning.take_next(by=cast.sam) is None
    assert assigning.take_next(by=ana) == request


def test_several_are_assigned_at_once_and_each_says_what_became_of_it(cast) -> None:
    ana, client = second_officer(cast), desk(cast)
    one, two = file(cast.priya, "access"), file(cast.priya, "portability")
    assigning.assign(request=two, to=ana, by=cast.sam)
    own = file(cast.sam, "access")
    send = {"chosen": [one.pk, two.pk, own.pk], "do": "assign", "give_to": ana.pk, "back": "/office/queue/?view=new"}
    answer = client.post("/office/queue/bulk/", send, follow=True)
    assert answer.redirect_chain[0][0] == "/office/queue/?view=new"
    assert "1 request was changed" in text(answer)
    assert f"{two.short_ref} is with Ana Lopes already" in text(answer)
    assert "There is no such request for you" in text(answer)
    assert now_of(one).assignee == ana
    assert now_of(own).assignee is None
    assert Message.objects.filter(person=ana, kind="case-assigned").count() == 2
    marked = client.post("/office/queue/bulk/", {"chosen": [one.pk, two.pk], "do": "looked"}, follow=True)
    assert "2 requests were changed" in text(marked)
    assert now_of(two).looked_at is not None
    assert not Entry.objects.filter(event=RightsEvent.OPENED).exists()


@pytest.mark.parametrize(
    "send",
    [{}, {"do": "assign"}, {"do": "burn", "chosen": [NOBODY]}, {"do": "assign", "chosen": ["x"], "give_to": "nobody"}],
)
def test_a_bulk_form_that_says_nothing_changes_nothing(cast, send) -> None:
    answer = desk(cast).post("/office/queue/bulk/", send | {"back": "https://elsewhere.example/"}, follow=True)
    assert answer.redirect_chain[0][0] == "/office/queue/"
    assert "Nothing was changed" in text(answer)


def test_one_gives_a_case_only_to_who_may_handle_it(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    for wrong in (cast.marco, cast.tomoko, cast.priya):
        assert desk(cast).post(case_url(request, "assign"), {"officer": wrong.pk}).status_code == 422
    assert desk(cast).post(case_url(request, "assign"), {"officer": ana.pk})["Location"] == case_url(request)
    assert now_of(request).assignee == ana
    again = desk(cast).post(case_url(request, "assign"), {"officer": ana.pk})
    assert again.status_code == 409
    assert desk(cast).post(case_url(request, "assign"), {"officer": ""}).status_code == 302
    assert now_of(request).assignee is None


def test_who_turned_to_the_data_protection_officer_gets_that_officer(cast) -> None:
    dpo = make_person("Dia Pohl", role=Role.PROTECTION_OFFICER)
    question, access = file(cast.priya, "question"), file(cast.priya, "access")
    listed = text(cast.client(dpo).get("/office/queue/"))
    assert question.short_ref in listed
    assert access.short_ref not in listed
    assert assigning.take_next(by=cast.sam) == access
    assert assigning.take_next(by=cast.sam) is None
    assert assigning.take_next(by=dpo) == question
    # An officer may step in where the data protection officer is away.
    assert desk(cast).post(case_url(question, "assign"), {"officer": cast.sam.pk}).status_code == 302
    assert now_of(question).assignee == cast.sam


def test_the_queue_offers_no_door_that_is_shut_for_the_data_protection_officer(cast) -> None:
    dpo = make_person("Dia Pohl", role=Role.PROTECTION_OFFICER)
    for address in ("/office/queue/new/", "/office/outside/"):
        assert f'href="{address}"' in text(desk(cast).get("/office/queue/"))
        assert f'href="{address}"' not in text(cast.client(dpo).get("/office/queue/"))


def test_the_officers_first_page_counts_what_is_due_overdue_and_new(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    ana, first = second_officer(cast), file(at_site(cast.priya, "Dublin"))
    deciding.decide(request=first, outcome="refused", reason="unfounded", words="No.", by=ana)
    for day, expected in ((23, (0, 0, 1)), (52, (1, 0, 1)), (54, (0, 1, 1))):
        time_machine.move_to(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=day - 1), tick=False)
        page = text(desk(cast).get("/office/"))
        found = [re.search(rf'{label}</a></p> <p class="kpi-value">([^<]+)<', page)[1] for label in TILES]
        assert tuple(map(int, found)) == expected, day
        assert "Figures as of" in page
    assert "1 decision needs you as the second officer" in page
    assert "needs you as the second officer" not in text(cast.client(ana).get("/office/"))


def test_the_keys_can_be_turned_off(cast) -> None:
    client = desk(cast)
    assert "data-keys-off" not in text(client.get("/office/queue/"))
    client.post("/office/queue/keys/", {"keys": "off"})
    assert "data-keys-off" in text(client.get("/office/queue/"))
    assert "Turn the keys on" in text(client.get("/office/queue/keyboard/"))
    client.post("/office/queue/keys/", {"keys": "on"})
    assert "data-keys-off" not in text(client.get("/office/queue/"))
