"""What employee pages show of a program's notice: beside a question, and whole, with what changed in its words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from common.numbers import whole
from consent.declarations.diff import words_changed
from consent.models import Notice, Program
from consent.queries import mine

KEPT = ("back", "signal", "since")
"""What the links of a notice's page carry on: where the reader came from, and with which version it is compared."""


def question(card: Any, languages: Iterable[str], signal: str, *, since: int | None = None) -> dict[str, Any]:
    """What the page of one question shows beside its row: the notice it is asked under, its languages, and what changed in it."""
    slug = card.program.slug
    address = reverse("give", args=[slug])
    back = {"back": "give", "signal": signal, "lang": card.language}
    notice = reverse("notice", args=[slug, card.notice])
    return {
        "language": card.language,
        "summary": card.summary,
        "url": f"{notice}?{urlencode(back)}",
        "changes_url": f"{notice}?{urlencode({**back, 'since': since})}#changes" if since and since < card.notice else "",
        "languages": [
            {"code": code, "url": f"{address}?{urlencode({'signal': signal, 'lang': code})}", "current": code == card.language}
            for code in languages
        ],
    }


def changes_url(program: Program, notice: Notice, *, since: int, back: str) -> str:
    """The address of a notice, at what changed in it since an older version."""
    asked: dict[str, Any] = {"lang": notice.language, "back": back, "since": since}
    return f"{reverse('notice', args=[program.slug, notice.version])}?{urlencode(asked)}#changes"


def notice_page(notice: Notice, languages: Iterable[str], asked: Mapping[str, str]) -> dict[str, Any]:
    """The whole notice, its languages, what changed in it, and the way back to where the reader was."""
    slug, address = notice.program.slug, reverse("notice", args=[notice.program.slug, notice.version])
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    return {
        "version": notice.version,
        "language": notice.language,
        "published_at": notice.published_at,
        "summary": notice.text.summary,
        "sections": notice.text.sections,
        "sha256": notice.text_id,
        "changes": changes_of(notice, asked.get("since", "")),
        "back_url": _back(slug, notice.language, kept),
        "languages": [
            {"code": code, "url": f"{address}?{urlencode({**kept, 'lang': code})}", "current": code == notice.language}
            for code in languages
        ],
    }


def changes_of(notice: Notice, since: str) -> dict[str, Any] | None:
    """What is not as it was in an older version, in the same language; the version before where `since` names none.

    None where there is no older version in this language.
    """
    named = whole(since, most=notice.version) or 0
    older = mine.notice_older(notice, named if 0 < named < notice.version else notice.version - 1)
    if older is None:
        return None
    before, after = _parts(older), _parts(notice)
    titles = [*after, *(title for title in before if title not in after)]
    differ = [title for title in titles if before.get(title, "") != after.get(title, "")]
    parts = [{"title": title, "pieces": words_changed(before.get(title, ""), after.get(title, ""))} for title in differ]
    return {"since": older.version, "parts": parts}


def _parts(notice: Notice) -> dict[str, str]:
    """The words by their titles; the first layer has none."""
    layers = {section["title"]: "\n\n".join(section["paragraphs"]) for section in notice.text.sections}
    return {"": "\n".join(notice.text.summary)} | layers


def _back(slug: str, language: str, kept: Mapping[str, str]) -> str:
    if kept.get("back") == "me":
        return reverse("me")
    if kept.get("back") == "give" and kept.get("signal"):
        return f"{reverse('give', args=[slug])}?{urlencode({'signal': kept['signal'], 'lang': language})}"
    return reverse("program", args=[slug])
