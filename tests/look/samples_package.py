"""Sample values of the pages of an access package: while it is built, while it waits, when it is ready, when it is over."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from tests.look.samples_base import NOW, REF

AWAY = "The store can't be reached"


def part(dataset: str, label: str = "Read", tone: str = "ok", **more: Any) -> Row:
    values = {"store": "Event database", "percent": 100, "count": "1,310,002 rows", "why": ""}
    return Row(dataset=dataset, label=label, tone=tone, **values | more)


def progress(label: str, tone: str, text: str, parts: list[Row], **more: Any) -> dict[str, Any]:
    values = {
        "explanation": "",
        "percent": 64,
        "next_try": None,
        "attempts": 0,
        "title": "How far it is",
        "bar": more.get("live", False),
        "live": False,
        "poll_url": f"/me/requests/{REF}/package/progress/",
    }
    return {"label": label, "tone": tone, "text": text, "parts": parts} | values | more


def mine(**more: Any) -> dict[str, Any]:
    values = {
        "request_ref": "R-6F1C2B9E",
        "request_url": f"/me/requests/{REF}/",
        "new_url": "/me/requests/new/",
        "lede": "We put it together now. You get a message when it is ready; you don't have to wait here.",
        "over_text": "It was destroyed: its time was over, or the request was taken back.",
        "ready": False,
        "facts": [],
        "incomplete": "",
        "link_url": f"/me/requests/{REF}/package/link/",
        "over": False,
        "fetched_at": None,
        "expires_at": None,
        "sha256": "9f2c" * 16,
    }
    return values | more


def building() -> dict[str, Any]:
    parts = [
        part("Clicks"),
        part("Keyboard events", "Being read", "live", percent=41, count="537,100 of 1,310,002 rows"),
        part("Screen pictures", "Waiting", "", percent=0, count="2,400 rows to come", store="Recordings folder"),
    ]
    shown = progress("Being built", "live", "It is being put together, place by place.", parts, live=True)
    return mine(progress=shown)


def waiting() -> dict[str, Any]:
    text = "A place where your data is kept does not answer. We keep trying; nothing is left out without saying so."
    why = "The privacy office has been told."
    clicks = part("Clicks", "Waiting", "", count="1,310,002 rows to come")
    parts = [clicks, part("Key counts", AWAY, "warn", count="", why=why, store="Recordings folder")]
    shown = progress("Waits for a store", "warn", text, parts, live=True, bar=False, next_try=NOW)
    return mine(progress=shown)


def ready() -> dict[str, Any]:
    withheld = part("Keyboard events", "Withheld, with a reason", "warn", count="", why="It holds passwords or the like. (GDPR 32)")
    why = "It could not be read when this copy was made. Ask for it again later."
    left_out = part("Key counts", "Left out, as an officer decided", "warn", count="", why=why, store="Recordings folder")
    parts = [part("Clicks"), withheld, left_out]
    text = "What is not in it is named here, with the reason."
    return mine(
        progress=progress("Ready to download", "ok", text, parts, title="Place by place"),
        lede="It is ready, and you alone can get it.",
        ready=True,
        facts=[("Size", "38.4 MB"), ("Rows of yours", "1,310,002")],
        incomplete="2 of the 3 places are not in it.",
        fetched_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )


def over() -> dict[str, Any]:
    lede = "It is not kept any longer. What you downloaded is yours."
    return mine(progress=progress("Expired and destroyed", "", "", []), lede=lede, over=True)


def fetching(**more: Any) -> dict[str, Any]:
    values = {
        "request_ref": "R-6F1C2B9E",
        "size": "38.4 MB",
        "until": NOW + timedelta(minutes=15),
        "refused": "",
        "hint": "",
        "fetch_url": f"/me/requests/{REF}/package/fetch/",
        "link_url": f"/me/requests/{REF}/package/link/",
        "back_url": f"/me/requests/{REF}/package/",
    }
    return values | more


def refused() -> dict[str, Any]:
    words = "This link was used already, and each one works once."
    hint = "If that was not you, tell the privacy office. Ask for a new link on the page of your copy."
    return fetching(refused=words, hint=hint, until=None)


def halted() -> dict[str, Any]:
    text = "It waits for what is named below. It goes on by itself, or you let it go out without that."
    parts = [
        part("Clicks", "Waiting", "", count="1,310,002 rows to come"),
        part("Key counts", AWAY, "warn", count="", why="Connection refused.", store="Recordings folder"),
        part(
            "Screen pictures", "The store refuses", "bad", count="", why="There is no column 'person'.", store="Recordings folder"
        ),
    ]
    decisions = {
        "missing": ["Key counts, Recordings folder", "Screen pictures, Recordings folder"],
        "seen": "9f2c9f2c9f2c9f2c",
        "release_url": f"/office/cases/{REF}/package/release/",
        "retry_url": f"/office/cases/{REF}/package/retry/",
    }
    more = {"explanation": "Waits for Key counts in Recordings folder, Screen pictures in Recordings folder.", "attempts": 7}
    shown = progress("Waits for a store", "warn", text, parts, live=True, bar=False, next_try=NOW, **more, **decisions)
    return {"request_ref": "R-6F1C2B9E", "case_url": f"/office/cases/{REF}/", "progress": shown}


MINE = {
    "package-building": ("rights/package/mine.html", building),
    "package-waiting": ("rights/package/mine.html", waiting),
    "package-ready": ("rights/package/mine.html", ready),
    "package-over": ("rights/package/mine.html", over),
    "package-fetch": ("rights/package/fetch.html", fetching),
    "package-refused": ("rights/package/fetch.html", refused),
}
OFFICE = {"case-package": ("rights/package/case.html", halted)}
