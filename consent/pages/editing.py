"""What the editor of a draft shows: the sections and how far each is, what is missing in this one, and both texts at a conflict."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from consent.declarations.faults import Fault
from consent.declarations.items import SECTIONS
from consent.declarations.limits import faults_of
from consent.declarations.notice_limits import name_of, notice_faults
from consent.declarations.readability import FIRST_LAYER_WORDS, GRADE, SENTENCE_WORDS, reading
from consent.declarations.schema import EMPTY, NOTICE_FIELDS, ROWS, Body
from consent.forms.notices import BECAUSE, NoticeForm
from consent.forms.sections import Editor
from consent.models import ProgramVersion
from consent.pages.declared import changes_page, notice_page, section_page
from consent.pages.program_desk import header
from consent.queries import desk, register

ORDER = tuple(SECTIONS)


def section_editor(version: ProgramVersion, editor: Editor, refusal: str = "", *, conflict: bool = False) -> dict[str, Any]:
    """The page of one section."""
    section, body = editor.section, version.declaration.body
    following = ORDER[ORDER.index(section) + 1]
    return _frame(version, section) | {
        "editor": editor,
        "faults": [] if editor_is_new(section, body) else fault_lines(section, faults_of(section, body[section], body)),
        "problems": [*([(refusal, "")] if refusal else []), *editor.problems()],
        "saved": section_page(section, body[section], desk.names_in(body)) if conflict else None,
        "next": {"title": SECTIONS[following].title, "key": following},
    }


def _frame(version: ProgramVersion, section: str) -> dict[str, Any]:
    body, slug = version.declaration.body, version.program.slug
    return {
        "program": header(version.program),
        "stage": stage_of(version),
        "section": {"key": section, "title": SECTIONS[section].title, "lede": SECTIONS[section].lede, "row": SECTIONS[section].row},
        "add": SECTIONS[section].add,
        "sections": [section_link(slug, one, body, current=one == section) for one in ORDER],
        "seen": version.declaration_id,
    }


def stage_of(version: ProgramVersion) -> str:
    """Which version is written; another state than a draft's where it was closed while somebody wrote."""
    if version.state == ProgramVersion.State.DRAFT:
        return gettext("Draft of version %(n)s") % {"n": version.number}
    return gettext("Version %(n)s, %(state)s") % {"n": version.number, "state": version.get_state_display().lower()}


def section_link(slug: str, section: str, body: Body, *, current: bool) -> dict[str, Any]:
    """One line of the list beside the form: done, incomplete and not looked at are three different things."""
    faults = faults_of(section, body[section], body)
    if editor_is_new(section, body):
        key, state, icon = "new", gettext("Not looked at"), "circle-dashed"
    elif faults:
        key, state, icon = "part", gettext("Incomplete"), "circle-dot"
    else:
        key, state, icon = "done", gettext("Done"), "circle-check"
    return {
        "title": SECTIONS[section].title,
        "url": reverse("register-edit", args=[slug, section]),
        "current": current,
        "key": key,
        "state": state,
        "icon": icon,
    }


def editor_is_new(section: str, body: Body) -> bool:
    """Say whether nothing was written in a section yet; a program's name comes with the program."""
    value = body[section]
    return bool((value | {"name": ""} if section == "about" else value) == EMPTY[section])


def fault_lines(section: str, faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Each fault with the address of its field."""
    return [{"text": fault.message, "rule": fault.rule, "href": _address(section, fault.field)} for fault in faults]


def _address(section: str, field: str) -> str:
    if not field:
        return ""
    if section in ROWS:
        number, _, name = field.partition(".")
        return f"#id_{section}-{number}-{name}" if name else f"#row-{int(number) + 1}"
    return f"#id_{field}"


def notice_list(version: ProgramVersion) -> dict[str, Any]:
    """The notices' page: each language with how far it is, and which languages are still missing."""
    body, slug = version.declaration.body, version.program.slug
    asked = desk.languages_of(body)
    missing = [one for one in {"en", *asked} if one not in body["notices"] and one.partition("-")[0] not in body["notices"]]
    rows = []
    for language, notice in sorted(body["notices"].items(), key=lambda item: (item[0] != "en", item[0])):
        faults, read = list(notice_faults(notice, language)), reading("\n".join(notice["summary"]), language)
        state = (gettext("Complete"), "ok") if not faults else (gettext("Incomplete"), "warn")
        rows.append(
            {"name": name_of(language), "url": _notice_url(slug, language), "label": state[0], "tone": state[1], "read": read}
        )
    return _frame(version, "notices") | {
        "notices": rows,
        "most": FIRST_LAYER_WORDS,
        "missing": [{"name": name_of(one), "url": _notice_url(slug, one)} for one in sorted(missing)],
        "faults": [] if editor_is_new("notices", body) else _of_all(body),
    }


def _of_all(body: Body) -> list[dict[str, str]]:
    return [{"text": fault.message, "rule": fault.rule, "href": ""} for fault in faults_of("notices", body["notices"], body)]


def _notice_url(slug: str, language: str) -> str:
    return reverse("register-notice", args=[slug, language])


def notice_editor(
    version: ProgramVersion, language: str, form: NoticeForm, refusal: str = "", *, conflict: bool = False
) -> dict[str, Any]:
    """The page of one notice: the form, how it reads, what is missing, the preview, and the text before."""
    body = version.declaration.body
    saved, before = body["notices"].get(language), register.version_before(version)
    typed = form.value() if form.is_bound and form.is_valid() else saved or {"summary": [], "fields": {}}
    return _frame(version, "notices") | {
        "form": form,
        "tongue": {"code": language, "name": name_of(language), "there": saved is not None},
        "problems": [*([(refusal, "")] if refusal else []), *form.problems()],
        "saved": notice_page(language, saved) if conflict and saved else None,
        "preview_url": reverse("register-notice-preview", args=[version.program.slug, language]),
        "changes": _notice_changes(before.declaration.body if before else None, language, typed),
        **notice_preview(version, language, typed),
    }


def notice_preview(version: ProgramVersion, language: str, notice: dict[str, Any]) -> dict[str, Any]:
    """How a notice reads and what it lacks, and as people will see it."""
    read = reading("\n".join(notice["summary"]), language)
    body = version.declaration.body
    changed = body | {"notices": {**body["notices"], language: notice}}
    own = [fault for fault in faults_of("notices", changed["notices"], changed) if fault.field.startswith(f"{language}.")]
    return {
        "reading": {
            "words": read.words,
            "most": FIRST_LAYER_WORDS,
            "words_good": 0 < read.words <= FIRST_LAYER_WORDS,
            "grade": read.grade,
            "grade_good": read.grade is None or read.grade <= GRADE,
            "highest": GRADE,
            "sentence": round(read.words_per_sentence, 1),
            "sentence_good": read.words_per_sentence <= SENTENCE_WORDS,
            "longest": SENTENCE_WORDS,
        },
        "notice_faults": [{"text": fault.message, "rule": fault.rule, "href": _field_of(fault.field)} for fault in own],
        "preview": notice_page(language, notice),
    }


def _field_of(path: str) -> str:
    name = path.rpartition(".")[2]
    return f"#id_{name}" if name in {*NOTICE_FIELDS, "summary"} or name.endswith(BECAUSE) else ""


def _notice_changes(before: Body | None, language: str, notice: dict[str, Any]) -> dict[str, Any] | None:
    old = before["notices"].get(language) if before else None
    if before is None or old is None:
        return None
    return changes_page({"notices": {language: old}}, {"notices": {language: notice}}, {})
