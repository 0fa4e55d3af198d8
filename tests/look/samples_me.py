"""Sample values of the employee's pages and of the pages for everyone."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tests.look import samples_concerns
from tests.look.samples_base import KEY, NOW
from tests.look.samples_purge import my_purge

SLUG = "desktop-assistant-training"
SIGNALS = [
    ("mouse-movement", "Mouse movement", "Where the pointer goes. No content."),
    ("click-location", "Click location", "Which button or link you press."),
    ("keystroke", "Keystrokes", "Keys you type. Passwords are never recorded."),
    ("screen-content", "Screen content", "Pictures of the active window, once a minute."),
]

SUMMARY = [
    "We record how you use your work computer, to teach an assistant to fill in forms.",
    "You choose each signal on its own. All are off until you turn them on.",
    "Six people in Applied AI use it. Nobody in your reporting line can see it, nor what you chose.",
    "It is kept for 90 days. When you turn a signal off, recording stops and what it recorded is erased and checked.",
    "If you say no, nothing changes for you: not your pay, not your review, not your role, not your tools.",
    "You can turn it off at any time with one click on this page.",
]


def row(number: int, *, on: bool, **more: Any) -> Row:
    code, label, description = SIGNALS[number]
    values = {
        "signal": code,
        "label": label,
        "description": description,
        "on": on,
        "since": NOW - timedelta(days=3) if on else None,
        "undo_until": None,
        "can_undo": False,
        "stale": False,
        "purge": None,
        "basis": "consent",
        "explicit": False,
        "ask": False,
        "can_turn_on": not on,
        "can_turn_off": on,
        "can_refuse": False,
        "can_erase": False,
        "was_over": False,
        "renew": False,
        "until": NOW + timedelta(days=362) if on else None,
        "receipt": "/me/receipts/1/" if on else "",
        "kept_for": [],
        "sentence": "Recording is on." if on else "Recording is off.",
        "stop": "",
        "changes_url": "",
        "id": f"signal-{SLUG}-{code}",
    }
    return Row(**values | {"undo_with": []} | more)


def just_off() -> Row:
    text = "1 of 3 places checked and empty. 1,204 rows erased."
    purge = {"label": "Erasing", "text": text, "tone": "warn", "url": "/p/", "percent": 36, "live": True, "moving": True}
    purge |= {"signals": ["Keystrokes"]}
    return row(2, on=False, since=NOW, undo_until=NOW + timedelta(seconds=60), can_undo=True, purge=Row(**purge))


def erased() -> Row:
    text = "3 of 3 places checked and empty. 88 rows erased."
    purge = {
        "label": "Erased and verified",
        "text": text,
        "tone": "ok",
        "url": "/p/",
        "percent": 100,
        "live": False,
        "moving": False,
    }
    return row(3, on=False, since=NOW, purge=Row(**purge))


def program(**more: Any) -> Row:
    values = {
        "name": "Desktop assistant training",
        "slug": SLUG,
        "purpose": "Teaches an assistant to fill in forms, so that the same form need not be typed twice.",
        "used_by": "6 people in Applied AI",
        "retention_days": 90,
        "state": "running",
        "live_version": 2,
        "details": "Recordings train a model that runs inside the company. They never measure how you work.",
    }
    return Row(**values | more)


def card(rows: list[Row], *, running: bool = True, **more: Any) -> Row:
    on = sum(item.on for item in rows)
    return Row(
        program=program(**more),
        rows=rows,
        recording=on if running else 0,
        ended=False,
        given_count=on,
        total=len(rows),
        notice=4,
        language="en",
        summary=SUMMARY,
        asking=any(item.ask for item in rows),
        to_read=False,
        stops=[],
        running=running,
        url="/me/programs/x/",
    )


def notice(changes: dict[str, Any] | None = None) -> Row:
    text = "You can see this notice again at any time. Older versions are kept, and your receipt names the one you read."
    return Row(
        version=4,
        language="en",
        summary=SUMMARY,
        published_at=NOW - timedelta(days=20),
        url=f"/me/programs/{SLUG}/notice/4/",
        sections=[{"title": title, "paragraphs": [text, text]} for title in ("What is recorded", "Why", "Your rights")],
        sha256="9f2c" * 16,
        back_url="/me/",
        languages=LANGUAGES,
        changes=changes,
    )


def events() -> list[Row]:
    return [
        Row(text="You turned off Keystrokes.", at=NOW, url="/r/1/", receipt_url="/r/1/"),
        Row(
            text="You said yes to Mouse movement and Click location.",
            at=NOW - timedelta(days=3),
            url=None,
            receipt_url="/r/2/",
        ),
        Row(
            text="Screen content was erased and verified in 4 datasets.",
            at=NOW - timedelta(days=9),
            url="/r/3/",
            receipt_url=None,
        ),
    ]


def purge_list() -> list[Row]:
    return [erased().purge, just_off().purge]


LANGUAGES = [{"code": "en", "url": "?lang=en", "current": True}, {"code": "de", "url": "?lang=de", "current": False}]


def me() -> dict[str, Any]:
    rows = [row(0, on=True), row(1, on=True, renew=True), just_off(), erased()]
    paused = card(
        [row(0, on=False, id="signal-search-quality-mouse-movement", can_turn_on=False)],
        running=False,
        name="Search quality study",
        slug="search-quality",
    )
    return {"programs": [card(rows), paused], "recent": events(), "purges": purge_list(), "pause": None, "monitoring": {}}


def one_program() -> dict[str, Any]:
    about = {
        "purposes": [{"text": "Learn what is typed into which field.", "basis": "Consent"}],
        "recipients": ["Applied AI (Ireland)", "Annotation Services BV (Netherlands)"],
        "kept": [
            {"name": "Pointer events", "days": 90, "kept_for": ""},
            {"name": "Clicks", "days": 30, "kept_for": "a safety duty"},
        ],
        "exclusions": [{"label": "Never recorded", "what": "password fields, payment details"}],
        "hours": "Off outside 9:00 to 17:00 and in breaks",
        "models": "An assistant that runs inside the company.",
        "alternative": "You use the assistant as it is.",
        "controller": "Example Company Ltd",
    }
    told = {
        "recipient": "Annotation Services BV",
        "decision": "Turned off",
        "signals": ["Keystrokes"],
        "at": NOW,
        "told_at": NOW,
        "by_hand": False,
    }
    rows = [row(n, on=n < 2, kept_for=["a safety duty"] if n == 1 else []) for n in range(4)]
    more = {"about": about, "told": [told], "pause": None, "extras": [samples_concerns.program_block()]}
    return {"card": card(rows), "history": events(), "purges": purge_list(), **more}


def ask(**more: Any) -> dict[str, Any]:
    rows = [row(n, on=False) for n in range(4)]
    return {"card": card(rows), "row": rows[2], "notice": {"url": "/n/", "languages": LANGUAGES}, "changed": ""} | more


class SignIn(forms.Form):
    """The fields of allauth's sign-in form."""

    login = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text='<a href="/reset/">Forgot your password?</a>',
    )
    remember = forms.BooleanField(label="Remember me", required=False)


def sign_in(*, wrong: bool = False) -> dict[str, Any]:
    people = [
        ("Priya Nair", "Employee", "Chooses what is recorded, and sees it erased."),
        ("Jonas Brandt", "Manager", "Leads a team, and can't see what anyone chose."),
        ("Sam Okafor", "Privacy officer", "Watches purges and helps when a store is away."),
        ("Lea Ito", "Legal", "Exports the registers."),
        ("Ana Costa", "Works council", "Sees totals, never one person."),
        ("Max Weber", "Administrator", "Connects stores and collectors."),
    ]
    form = SignIn({"login": "priya"}) if wrong else SignIn()
    cast = [{"key": name.split()[0].lower(), "name": name, "role": role, "blurb": blurb} for name, role, blurb in people]
    return {"form": form, "cast": cast, "redirect_field": ""}


def inbox() -> dict[str, Any]:
    letter = {
        "title": "What you turned off is erased",
        "body": "Keystrokes from Desktop assistant training were erased.\n\nA second search found nothing.",
        "sent_at": NOW,
        "url": "/p/",
        "link_label": "See the proof",
    }
    letters = [Row(**letter, read=False), Row(**letter | {"url": ""}, read=True)]
    return {"messages_page": Paginator(letters * 20, 4).page(2)}


def error() -> dict[str, Any]:
    return {
        "title": "This was decided already",
        "message": "You turned this off in another window at 14:05.",
        "hint": "Nothing more is needed: it is off.",
        "status": 409,
        "reference": "c0ffee12",
    }


PAGES = {
    "me": ("consent/me.html", me),
    "me-empty": ("consent/me.html", lambda: me() | {"programs": [], "recent": [], "purges": []}),
    "program": ("consent/program.html", one_program),
    "give": ("consent/give.html", ask),
    "notice": (
        "consent/notice.html",
        lambda: {"notice": notice(), "program": program(), "current": True},
    ),
    "my-purge-live": ("purges/mine.html", lambda: my_purge(live=True)),
    "my-purge": ("purges/mine.html", lambda: my_purge(live=False)),
    "inbox": ("people/inbox.html", inbox),
    "inbox-empty": ("people/inbox.html", lambda: {"messages_page": Paginator([], 4).page(1), "unread": 0}),
    "how": ("portal/how.html", lambda: {"verifier_key": KEY}),
    "accessibility": ("portal/accessibility.html", dict),
    "domain-error": ("domain_error.html", error),
    "404": ("404.html", dict),
    "403": ("403.html", dict),
    "400": ("400.html", dict),
    "500": ("500.html", dict),
    "account-login": ("account/login.html", sign_in),
    "account-login-wrong": ("account/login.html", lambda: sign_in(wrong=True)),
    "account-logout": ("account/logout.html", lambda: {"redirect_field": ""}),
    "account-closed": ("account/signup_closed.html", dict),
    "account-reset": ("account/password_reset.html", lambda: {"form": forms.Form(), "redirect_field": ""}),
    "account-reset-done": ("account/password_reset_done.html", dict),
    "account-reset-key": (
        "account/password_reset_from_key.html",
        lambda: {"form": SignIn(), "redirect_field": "", "action_url": "/k/"},
    ),
    "account-reset-fail": ("account/password_reset_from_key.html", lambda: {"token_fail": True}),
    "account-reset-over": ("account/password_reset_from_key_done.html", dict),
}


def turned_off() -> dict[str, Any]:
    """The mouse row of the program page right after its switch was pressed."""
    found = row(0, on=False, since=NOW, undo_until=NOW + timedelta(seconds=60), can_undo=True, purge=just_off().purge)
    return {"row": found, "card": card([found, row(1, on=True), row(2, on=False), row(3, on=False)])}


def asked_and_refused() -> dict[str, Any]:
    return {"row": row(2, on=False), "card": one_program()["card"]}


FRAGMENTS = {
    ("POST", "withdraw"): ("consent/_signal_row.html", turned_off),
    ("GET", "give"): ("consent/_give_row.html", ask),
    ("GET", "keystroke"): ("consent/_signal_row.html", asked_and_refused),
    ("GET", "mouse-movement"): ("consent/_purge_line.html", lambda: {"row": erased(), "card": one_program()["card"]}),
}
