"""Sample values of concerns: the form, one's own, the office's list and page, who raised one, and a program's page."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from rights.forms.concerns import ConcernAnswerForm, ConcernForm, LookUpForm
from tests.look.samples_base import NOW, REF

PROGRAM = "Desktop assistant training"
WORDS = (
    "The screen is still recorded while I am at lunch, and the pause ends by itself after an hour.\n\nNobody told us that it would."
)
ANSWER = "You are right. From 1 December on a pause lasts until the person ends it, in every program."
PROGRAMS = [Row(slug="desktop", name=PROGRAM), Row(slug="support", name="Support conversations, all languages and sites")]


def page(template: str, context: Callable[[], dict[str, Any]]) -> tuple[str, Callable[[], dict[str, Any]]]:
    return f"rights/concerns/{template}.html", context


def concern(**more: Any) -> dict[str, Any]:
    values = {
        "ref": REF,
        "short_ref": "C-6F1C2B9E",
        "program": PROGRAM,
        "named": False,
        "raised_on": NOW.date() - timedelta(days=6),
        "answer_by": NOW.date() + timedelta(days=24),
        "open": True,
        "late": False,
        "label": "Waiting for an answer",
        "tone": "warn",
        "url": f"/office/concerns/{REF}/",
        "words": WORDS,
        "author": "",
        "answer": "",
        "author_url": "",
        "shown": False,
    }
    return values | more


def answered(**more: Any) -> dict[str, Any]:
    done = {"open": False, "label": "Answered", "tone": "ok", "answer": ANSWER, "answered_by": Row(name="Mira Kovač")}
    return concern(**done, answered_at=NOW, answered_on=NOW, shown=True, **more)


def form_page(form: ConcernForm) -> dict[str, Any]:
    return {"form": form, "days": 30, "protection": ["Mira Kovač"]}


def faulty() -> dict[str, Any]:
    return form_page(ConcernForm({"token": REF, "program": "", "words": ""}, programs=PROGRAMS))


def listed(*concerns: dict[str, Any], state: str = "open") -> dict[str, Any]:
    pages = Row(num_pages=1)
    return {"concerns": Concerns(list(concerns), pages), "state": state}


class Concerns(list):
    """A page of a list, as the paginator gives it."""

    def __init__(self, rows: list[dict[str, Any]], paginator: Row) -> None:
        """Keep the rows in both ways in which templates read them."""
        super().__init__(rows)
        self.object_list, self.paginator = rows, paginator


def queue() -> dict[str, Any]:
    late = {"late": True, "label": "Overdue", "tone": "bad", "answer_by": NOW.date() - timedelta(days=1)}
    return listed(concern(**late), concern(named=True, program=PROGRAMS[1].name), concern())


def detail(found: dict[str, Any], form: Any = None) -> dict[str, Any]:
    return {"concern": found, "form": form or ConcernAnswerForm()}


def author(**more: Any) -> dict[str, Any]:
    return {"concern": concern(), "form": LookUpForm()} | more


def mine_block() -> dict[str, Any]:
    look = {"at": NOW, "why": "To protect them"}
    letter = {
        "program": PROGRAM,
        "words": "They know who said no.",
        "label": "Not handed on yet",
        "tone": "live",
        "on_its_way": True,
    }
    own = [letter, concern(named=True, looked_up=[]), answered(looked_up=[look])]
    return {"template": "rights/concerns/_mine.html", "own": own, "url": "/me/concerns/new/"}


def program_block(number: int | None = 25) -> dict[str, Any]:
    answers = [{"month": NOW.date().replace(day=1), "text": ANSWER}] if number else []
    return {
        "template": "rights/concerns/_program.html",
        "number": number,
        "answers": answers,
        "days": 30,
        "url": "/me/concerns/new/?program=desktop",
    }


MINE: dict[str, Any] = {
    "concern-new": page("new", lambda: form_page(ConcernForm(initial={"program": "desktop"}, programs=PROGRAMS))),
    "concern-new-faults": page("new", faulty),
}
OFFICE: dict[str, Any] = {
    "concerns-office": page("list", queue),
    "concerns-office-none": page("list", listed),
    "concerns-office-answered": page("list", lambda: listed(answered(), state="answered")),
    "concern-anonymous": page("detail", lambda: detail(concern(author_url=f"/office/concerns/{REF}/author/"))),
    "concern-named": page("detail", lambda: detail(concern(named=True, author="Priya Nair"), ConcernAnswerForm({}))),
    "concern-answered": page("detail", lambda: detail(answered())),
    "concern-author": page("author", author),
    "concern-author-faults": page("author", lambda: author(form=LookUpForm({}))),
    "concern-author-shown": page("author", lambda: author(person=Row(name="Priya Nair"))),
}
