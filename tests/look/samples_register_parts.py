"""Sample values of the register's pages, part by part; `samples_register` puts them together."""

from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from consent.declarations.items import SECTIONS
from consent.declarations.limits import faults_of
from consent.declarations.readability import reading
from consent.forms.notices import NoticeForm, initial_of
from consent.forms.sections import Editor
from consent.pages.declared import changes_page, notice_page, section_page
from tests.look.samples_base import NOW, REF
from tests.look.samples_declaration import NAMES, OTHER, body, next_body
from tests.look.samples_figures import panel as figures
from tests.look.samples_pause import running

SHA = "9f2c" * 16
STATES = ["Draft", "In review", "Approved", "Running", "Ended"]
URL = "/office/programs/desktop/"


def header(state: str = "Running", tone: str = "ok", live: int = 2) -> dict[str, Any]:
    purpose = "Teaches an assistant to fill in forms."
    facts = {"name": "Desktop assistant training", "slug": "desktop", "url": URL, "purpose": purpose, "owner": "Olga Petrova"}
    return facts | {"state": state, "tone": tone, "live": live}


def line(number: int, name: str, state: str, tone: str, waits: str = "", **more: Any) -> dict[str, Any]:
    opened = {"number": number, "state": "In review"} if waits else None
    signals = ["Mouse movement", "Click location", "Keystrokes", "Screen content"][: 5 - number]
    facts = {"name": name, "url": URL, "state": state, "tone": tone, "owner": "Olga Petrova", "live": number - 1}
    return facts | {"open": opened, "waits": waits, "signals": signals} | more


def register(*, empty: bool = False) -> dict[str, Any]:
    lines = [
        line(3, "Desktop assistant training", "Running", "ok", "Waits for a second officer, the works council"),
        line(1, "Help desk diagnosis", "In review", "warn", "Waits for the assessment's approval, a privacy officer", owner=""),
        line(2, "Pointer study", "Paused", "warn"),
        line(4, "Screen reader tests", "Ended", ""),
    ]
    filters = [{"label": label, "url": f"?state={label}", "current": not n} for n, label in enumerate(["All", *STATES])]
    shown = Paginator([] if empty else lines * 4, 4).page(1 if empty else 2)
    return {"programs": shown, "filters": filters, "q": "", "state": ""}


def check(rule: str, title: str, why: str, *, ok: bool = False, note: str = "") -> Row:
    return Row(rule=rule, title=title, ok=ok, explanation=why, help=note)


def gates() -> dict[str, Any]:
    shut = [
        check(
            "R02",
            "Consent is a free choice",
            "Purpose 1: Consent is free only if a yes brings no benefit. Confirm it.",
            note="EDPB.",
        ),
        check("R68", "Deletion is tested in each dataset", "Not proven for: Screen captures. Test the deletion on its page."),
        check("R104", "Signed by the works council", "The works council of Berlin has not signed what this version does."),
    ]
    good = [
        check("R01", "One legal basis for each purpose", "Every purpose has exactly one basis.", ok=True),
        check("R09", "Off by default", "New signals start off for everybody; no answer is a no.", ok=True),
    ]
    return {"shut": [{"check": one, "mend": URL} for one in shut], "open": [{"check": one} for one in good], "total": 5}


def signature(kind: str, label: str, *, good: bool, at: Any = NOW, **more: Any) -> dict[str, Any]:
    facts = {"kind": kind, "label": label, "good": good, "by": "Sam Okafor", "role": "Privacy officer", "at": at, "version": 2}
    return facts | {"agreement": "", "expires_on": None, "button": "", "to_council": False} | more


def signatures() -> list[dict[str, Any]]:
    council = {"role": "Works council", "by": "Carl Mayer", "agreement": "BV-2026-11"}
    return [
        signature("dpia", "Impact assessment approved", good=True),
        signature("officer", "Approved by a privacy officer", good=False, button="Approve as a privacy officer"),
        signature("second", "Approved by a second privacy officer", good=False, at=None, button="Approve as the second officer"),
        signature("council", "Signed by: Works council Berlin", good=True, expires_on=date(2027, 11, 30), **council),
    ]


def dataset(name: str, *, proven: bool) -> dict[str, Any]:
    facts = {"name": name, "url": "/office/datasets/1/", "days": 90, "tested_at": NOW if proven else None}
    return facts | {"label": "Proven" if proven else "Not proven", "tone": "ok" if proven else "bad"}


def facts() -> dict[str, Any]:
    made = body()
    return {
        "number": 2,
        "since": NOW - timedelta(days=40),
        "url": URL,
        "about": made["about"],
        "sites": ["Dublin", "Berlin"],
        "purposes": section_page("purposes", made["purposes"], NAMES)["parts"],
        "signals": [part["title"] for part in section_page("signals", made["signals"], NAMES)["parts"]],
        "exclusions": section_page("exclusions", made["exclusions"], NAMES)["parts"][0]["facts"],
        "datasets": [dataset("Keystrokes", proven=True), dataset("Screen captures", proven=False)],
        "notice": {"version": 2, "at": NOW},
    }


def version(number: int, state: str, tone: str) -> dict[str, Any]:
    at = {"live_at": NOW - timedelta(days=400 - 100 * number) if number < 3 else None, "created_at": NOW}
    return {
        "number": number,
        "state": state,
        "tone": tone,
        "material": True,
        "url": URL,
        "changes_url": URL if number > 1 else "",
        **at,
    }


NOTHING = dict.fromkeys(["edit", "submit", "take_back", "send_back", "launch", "new_version", "paper", "invalidate", "end"], False)


def opened(**more: Any) -> dict[str, Any]:
    urls = {"url": URL, "changes_url": URL, "edit_url": URL}
    texts = {
        "number": 3,
        "state": "In review",
        "tone": "warn",
        "waits": "Waits for a privacy officer, a second officer",
        "seen": SHA,
    }
    people = {"submitted_at": NOW, "submitted_by": "Olga Petrova"}
    return urls | texts | people | {"draft": False, "text_shut": 0, "shut": 3, "material": True, "may_ask_again": False} | more


def steps(at: int) -> list[dict[str, Any]]:
    return [{"label": label, "current": n == at, "done": n < at} for n, label in enumerate(STATES)]


def program() -> dict[str, Any]:
    return {
        "program": header(),
        "steps": steps(3),
        "facts": facts(),
        "in_force": True,
        "open": opened(),
        "gates": gates(),
        "signatures": signatures(),
        "versions": [version(3, "In review", "warn"), version(2, "In force", "ok"), version(1, "Superseded", "")],
        "may": NOTHING | {"send_back": True, "paper": True, "invalidate": True, "end": True},
        "pause": running()["pause"],
        "figures": figures(),
        "ending": {"cause": "The program changed", "percent": 50},
    }


def program_draft() -> dict[str, Any]:
    fresh = opened(
        may_ask_again=True,
        material=False,
        number=1,
        state="Draft",
        tone="",
        waits="Waits for its owner to submit it",
        submitted_at=None,
        text_shut=2,
        changes_url="",
    )
    nothing = {"signatures": [signature("dpia", "Impact assessment approved", good=False, at=None)], "pause": {}, "figures": None}
    first = {
        "program": header("Draft", "", 0),
        "steps": steps(0),
        "in_force": False,
        "open": fresh,
        "versions": [version(1, "Draft", "")],
    }
    return (
        program()
        | first
        | nothing
        | {"facts": facts() | {"since": None, "notice": None}, "may": NOTHING | {"edit": True, "submit": True}}
    )


def program_ready() -> dict[str, Any]:
    good = {"shut": [], "open": gates()["open"], "total": 2}
    ready = opened(state="Approved", waits="Waits for an officer to launch it", shut=0)
    return program() | {"open": ready, "gates": good, "may": NOTHING | {"launch": True, "send_back": True}}


def sections(current: str) -> list[dict[str, Any]]:
    looks = [("done", "Done", "circle-check"), ("part", "Incomplete", "circle-dot"), ("new", "Not looked at", "circle-dashed")]
    return [
        {
            "title": one.title,
            "url": URL,
            "current": key == current,
            **dict(zip(("key", "state", "icon"), looks[n // 2 % 3], strict=True)),
        }
        for n, (key, one) in enumerate(SECTIONS.items())
    ]


def frame(section: str) -> dict[str, Any]:
    one = SECTIONS[section]
    told = {"key": section, "title": one.title, "lede": one.lede, "row": one.row}
    return {
        "program": header("Draft", "", 0),
        "stage": "Draft of version 1",
        "section": told,
        "add": one.add,
        "sections": sections(section),
        "seen": SHA,
    }


OPTIONS = {
    "about.sites": [(f"8{REF[1:]}", "Dublin (IE)"), (f"9{REF[1:]}", "Berlin (DE)")],
    "datasets.dataset": [(REF, "Keystrokes (Event database)"), (OTHER, "Screen captures (Recordings folder)")],
    "signals.purpose": [("learn-keystroke", "Learn what is typed"), ("find-faults", "Find which form broke")],
}


def section(name: str, *, typed: str = "") -> dict[str, Any]:
    made = body()
    editor = Editor(name, made, OPTIONS, QueryDict(typed) if typed else None)
    faults = [{"text": one.message, "rule": one.rule, "href": f"#id_{one.field}"} for one in faults_of(name, made[name], made)]
    following = {"title": "Signals", "key": "signals"}
    return frame(name) | {"editor": editor, "faults": faults, "problems": editor.problems(), "saved": None, "next": following}


def conflict() -> dict[str, Any]:
    shown = section("exclusions")
    words = "Somebody else saved this version since you opened the page. Nothing of yours was saved."
    return shown | {"saved": section_page("exclusions", body()["exclusions"], NAMES), "problems": [(words, "")], "faults": []}


def wrong_rows() -> dict[str, Any]:
    return section(
        "datasets",
        typed=f"datasets-TOTAL_FORMS=1&datasets-INITIAL_FORMS=0&datasets-0-retention_days=ninety&datasets-0-dataset={REF}",
    )


def notices() -> dict[str, Any]:
    rows = [
        {
            "name": "English",
            "url": URL,
            "label": "Complete",
            "tone": "ok",
            "read": reading("\n".join(body()["notices"]["en"]["summary"])),
        },
        {"name": "German", "url": URL, "label": "Incomplete", "tone": "warn", "read": reading("Wir zeichnen auf.", "de")},
    ]
    faults = [
        {"text": 'German: The field "Your rights" is missing. Fill it or say why it does not apply.', "rule": "R17", "href": ""}
    ]
    return frame("notices") | {"notices": rows, "most": 250, "missing": [{"name": "French", "url": URL}], "faults": faults}


def notices_empty() -> dict[str, Any]:
    return frame("notices") | {"notices": [], "most": 250, "missing": [{"name": "English", "url": URL}], "faults": []}


def notice_sample(language: str) -> dict[str, Any]:
    saved = body()["notices"][language]
    faults = [
        {"text": 'The field "Your rights" is missing. Fill it or say why it does not apply.', "rule": "R17", "href": "#id_rights"}
    ]
    english = language == "en"
    read = {"words": 48, "most": 250, "words_good": True, "grade": 4.2 if english else None, "grade_good": True, "highest": 8}
    changed = changes_page({"notices": body()["notices"]}, {"notices": next_body()["notices"]}, {})
    return frame("notices") | {
        "form": NoticeForm(initial=initial_of(saved)),
        "tongue": {"code": language, "name": "English" if english else "German", "there": True},
        "problems": [],
        "saved": None,
        "preview_url": "/preview/",
        "changes": changed if english else None,
        "reading": read | {"sentence": 31.0, "sentence_good": False, "longest": 25},
        "notice_faults": [] if english else faults * 3,
        "preview": notice_page(language, saved),
    }
