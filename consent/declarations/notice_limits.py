"""Limits of a notice: its languages, its first layer, its twelve fields, and how easy it is to read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf.locale import LANG_INFO

from consent.declarations.faults import Fault
from consent.declarations.readability import FIRST_LAYER_WORDS, too_hard, words_of
from consent.declarations.schema import NOTICE_FIELDS, Body
from consent.declarations.wording import TITLES

# The grade of a few words says nothing; shorter fields count in the whole second layer only.
WORDS_TO_GRADE = 30


def notices(value: Mapping[str, Any], body: Body | None) -> Iterator[Fault]:
    """English at least; each notice complete and readable."""
    if "en" not in value:
        yield Fault("en", "There is no notice in English. Expected one in English at least.", "R16")
    for language, notice in value.items():
        for fault in notice_faults(notice, language):
            yield Fault(f"{language}.{fault.field}", f"{name_of(language)}: {fault.message}", fault.rule)
    if body:
        yield from _agrees(value, body)


def notice_faults(notice: Mapping[str, Any], language: str) -> Iterator[Fault]:
    """What is wrong in one notice; the editor asks this while somebody writes."""
    yield from _first_layer(notice["summary"], language)
    for key, article in NOTICE_FIELDS.items():
        yield from _field(key, article, notice["fields"].get(key, {}))
    yield from _second_layer(notice["fields"], language)


def name_of(language: str) -> str:
    """The language's English name; its code where Django has none."""
    found: str = LANG_INFO.get(language, {}).get("name", language)
    return found


def _first_layer(sentences: list[str], language: str) -> Iterator[Fault]:
    text = "\n".join(sentences)
    words = len(words_of(text))
    if not words:
        yield Fault("summary", "The first layer is empty. Expected a few sentences.", "R17")
    if words > FIRST_LAYER_WORDS:
        too_many = f"The first layer has {words} words; at most {FIRST_LAYER_WORDS} are allowed."
        yield Fault("summary", f"{too_many} Take out {words - FIRST_LAYER_WORDS}, or move them to the fields below.", "R17")
    if hard := too_hard(text, language):
        yield Fault("summary", f"The first layer is hard to read. {hard}", "R26")


def _field(key: str, article: str, field: Mapping[str, str]) -> Iterator[Fault]:
    text, because = field.get("text", "").strip(), field.get("because", "").strip()
    name = f'"{TITLES["en"][key]}" ({key}, GDPR {article})'
    if not text and not because:
        yield Fault(f"fields.{key}", f"The field {name} is missing. Fill it or say why it does not apply.", "R17")
    elif text and because:
        yield Fault(
            f"fields.{key}", f"The field {name} has a text and a reason why it does not apply. Expected one of the two.", "R17"
        )


def _second_layer(fields: Mapping[str, Mapping[str, str]], language: str) -> Iterator[Fault]:
    texts = {key: (field.get("text") or field.get("because") or "") for key, field in fields.items()}
    hard = {
        key: said for key, text in texts.items() if len(words_of(text)) >= WORDS_TO_GRADE and (said := too_hard(text, language))
    }
    for key, said in hard.items():
        yield Fault(f"fields.{key}", f'The field "{TITLES["en"][key]}" is hard to read. {said}', "R26")
    if not hard and (said := too_hard("\n".join(texts.values()), language)):
        yield Fault("fields", f"The second layer as a whole is hard to read. {said}", "R26")


def _agrees(value: Mapping[str, Any], body: Body) -> Iterator[Fault]:
    """The promise of the program has to stand in the notice itself (R97), and what a machine decides (GDPR 13(2)(f))."""
    english = value.get("en")
    alternative = _plain(body["about"]["alternative"])
    if english and alternative:
        said = _plain("\n".join([*english["summary"], english["fields"].get("obligation", {}).get("text", "")]))
        if alternative not in said:
            where = 'the first layer or "Whether you have to take part"'
            yield Fault(
                "en.fields.obligation", f"English: the alternative is not named. Say it in {where} in the same words.", "R97"
            )
    if body["model_use"]["automated_decisions"]:
        for language, notice in value.items():
            if not notice["fields"].get("automation", {}).get("text", "").strip():
                asked = "machines decide, so the notice has to say how (GDPR 13(2)(f))."
                yield Fault(f"{language}.fields.automation", f"{name_of(language)}: {asked}", "R17")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
