"""Writing a draft: section by section, and the notices language by language. Without a script, nothing typed is ever lost.

What comes for a version that is no draft any more is shown again with the refusal above it.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Conflict, DomainError
from common.numbers import whole
from consent.actions import drafts
from consent.declarations.items import ITEMS
from consent.declarations.shape import MOST_ROWS
from consent.forms.notices import NoticeForm, initial_of
from consent.forms.sections import Editor, with_one_more, without
from consent.models import ProgramVersion
from consent.pages import editing as pages
from consent.queries import desk
from people.http import PersonRequest

NOTICES = "notices"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, slug: str, section: str) -> HttpResponse:
    """Write one section; rows come and go by buttons of the same form."""
    if section not in pages.ORDER:
        raise Http404
    if section == NOTICES:
        return render(request, "consent/office/notices.html", pages.notice_list(desk.draft_for(request.user, slug)))
    version = _written(request, slug)
    body = version.declaration.body
    editor = Editor(section, body, desk.choices_for(body), _typed(request, section))
    saving = request.method == "POST" and not {"add", "remove"} & request.POST.keys()
    refusal = _save(request, version, section, editor) if saving else _closed(version)
    if saving and refusal is None:
        following = pages.ORDER[pages.ORDER.index(section) + 1]
        return redirect("register-edit", slug=slug, section=following if "go_on" in request.POST else section)
    return _section(request, version, editor, refusal)


def _written(request: PersonRequest, slug: str) -> ProgramVersion:
    """The draft; for what was typed already also what became of it meanwhile."""
    return (desk.version_written if request.method == "POST" else desk.draft_for)(request.user, slug)


def _closed(version: ProgramVersion) -> Conflict | None:
    refusal = desk.closed(version)
    if refusal is None:
        return None
    hint = f"What you typed stands below, unsaved; keep this page open. {refusal.hint} Then save again."
    return Conflict(str(refusal), hint=hint)


def _typed(request: PersonRequest, section: str) -> Any:
    """What was typed, with the row added or taken out that a button asked for; None where the page is only opened."""
    if request.method != "POST":
        return None
    if section in ITEMS and "add" in request.POST:
        return with_one_more(request.POST, section)
    number = whole(request.POST.get("remove", ""), most=MOST_ROWS)
    return request.POST if number is None else without(request.POST, section, number)


def _save(request: PersonRequest, version: ProgramVersion, section: str, editor: Editor) -> DomainError | None:
    if not editor.is_valid():
        return _closed(version) or DomainError("")
    return _kept(request, version, section, editor.value())


def _kept(request: PersonRequest, version: ProgramVersion, section: str, value: Any, part: str = "") -> DomainError | None:
    """Save, or give the refusal. Who saved another section in between is no conflict: sections don't touch each other."""
    if refusal := _closed(version):
        return refusal
    seen = _seen(request)
    if desk.unchanged_since(version, seen, section, part):
        seen = version.declaration_id
    try:
        drafts.save_section(version=version, section=section, value=value, by=request.user, seen=seen or "unseen")
    except DomainError as refusal:
        return refusal
    messages.success(request, gettext("Saved as draft."))
    return None


def _seen(request: PersonRequest) -> str:
    # A NUL, which no text of the database can hold, is the digest of nothing.
    return request.POST.get("seen", "").replace("\x00", "")


def _section(request: PersonRequest, version: ProgramVersion, editor: Editor, refusal: DomainError | None) -> HttpResponse:
    said = refusal.in_full if refusal else ""
    version.refresh_from_db()
    changed = isinstance(refusal, Conflict) and not desk.unchanged_since(version, _seen(request), editor.section)
    context = pages.section_editor(version, editor, said, conflict=changed) | _still_seen(request, changed=changed)
    return render(request, "consent/office/section.html", context, status=refusal.status if refusal else 200)


def _still_seen(request: PersonRequest, *, changed: bool) -> dict[str, str]:
    """What a page shown again says that it showed: the same as before, until a conflict has shown what somebody else saved.

    Else a row added, or a slip to mend, would let the next save overwrite theirs without a word.
    """
    return {"seen": request.POST.get("seen", "")} if request.method == "POST" and not changed else {}


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Write the notice in one language."""
    version = _written(request, slug)
    desk.language_for(language)
    notices = version.declaration.body[NOTICES]
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial_of(notices.get(language, {})))
    refusal = _closed(version) or DomainError("") if form.is_bound else None
    if form.is_bound and form.is_valid():
        refusal = _kept(request, version, NOTICES, notices | {language: form.value()}, language)
        if refusal is None:
            return redirect("register-notice", slug=slug, language=language)
    return _notice(request, version, language, form, refusal)


def _notice(
    request: PersonRequest, version: ProgramVersion, language: str, form: NoticeForm, refusal: DomainError | None
) -> HttpResponse:
    said = refusal.in_full if refusal else ""
    version.refresh_from_db()
    changed = isinstance(refusal, Conflict) and not desk.unchanged_since(version, _seen(request), NOTICES, language)
    context = pages.notice_editor(version, language, form, said, conflict=changed) | _still_seen(request, changed=changed)
    return render(request, "consent/office/notice.html", context, status=refusal.status if refusal else 200)


@require_POST
def preview(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """How the typed notice reads, as people will see it. Nothing is saved; without htmx it is the whole page again."""
    version = _written(request, slug)
    form = NoticeForm(request.POST)
    if request.htmx and form.is_valid():
        context = pages.notice_preview(version, desk.language_for(language), form.value())
        return render(request, "consent/office/_notice_preview.html", context)
    return _notice(request, version, desk.language_for(language), form, _closed(version))


@require_POST
def add_notice(request: PersonRequest, slug: str) -> HttpResponse:
    """Open the editor of one more language; nothing is saved before its first text."""
    desk.draft_for(request.user, slug)
    return redirect("register-notice", slug=slug, language=desk.language_for(request.POST.get("language", "").strip()))


@require_POST
def remove_notice(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Take one language out of the draft."""
    version = desk.draft_for(request.user, slug)
    left = {code: text for code, text in version.declaration.body[NOTICES].items() if code != language}
    refusal = _kept(request, version, NOTICES, left, language)
    if refusal is not None:
        raise refusal
    return redirect("register-edit", slug=slug, section=NOTICES)
