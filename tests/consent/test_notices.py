"""Notices: twelve fields, a short first layer, plain words; what is wrong is named with its field, and nothing is lost."""

import copy
import re

import pytest

from common.errors import DomainError
from consent.actions import drafts
from consent.declarations.lexicon import infers_emotion
from consent.declarations.limits import faults_of
from consent.declarations.readability import reading, syllables_of, too_hard
from consent.declarations.schema import NOTICE_FIELDS, row
from consent.models import Declaration
from tests import programs
from tests.cast import BY, MOUSE
from tests.declarations import FIELD_TEXT, SUMMARY, declaration

HARD = (
    "Notwithstanding the aforementioned organisational considerations, the responsible administrative department continuously "
    "investigates interdisciplinary methodologies regarding computational representation of occupational activities."
)


def notice() -> dict:
    return {"summary": list(SUMMARY), "fields": {key: {"text": FIELD_TEXT} for key in NOTICE_FIELDS}}


def said(language: str = "en", **changes: object) -> list[tuple[str, str]]:
    value = {"en": notice()}
    value[language] = notice() | changes
    return [(fault.field, fault.message) for fault in faults_of("notices", value)]


@pytest.fixture
def draft(db):
    program = programs.add_program(slug="typing", name="Typing", signals={MOUSE: "Where it moves."})
    return program.versions.get()


@pytest.mark.rule("R17")
def test_a_complete_notice_has_no_fault():
    assert said() == []


@pytest.mark.rule("R17")
@pytest.mark.parametrize("key", NOTICE_FIELDS)
def test_each_of_the_twelve_fields_is_filled_or_does_not_apply(key):
    fields = notice()["fields"]
    without = {name: field for name, field in fields.items() if name != key}
    [(field, message)] = said(fields=without)
    assert field == f"en.fields.{key}"
    assert f"GDPR {NOTICE_FIELDS[key]}" in message
    assert "Fill it or say why it does not apply" in message
    assert said(fields=without | {key: {"because": "Nothing of this kind is done."}}) == []
    assert said(fields=without | {key: {"text": " "}}) == [(field, message)]


@pytest.mark.rule("R17")
def test_a_field_is_either_filled_or_does_not_apply():
    [(field, message)] = said(fields=notice()["fields"] | {"dpo": {"text": "Ask her.", "because": "There is none."}})
    assert field == "en.fields.dpo"
    assert "one of the two" in message


@pytest.mark.rule("R17", "D18")
def test_a_first_layer_of_more_than_250_words_says_how_many_are_too_many():
    assert said(summary=["We record it all."] * 62) == []
    [(field, message)] = said(summary=["We record it all."] * 63)
    assert field == "en.summary"
    assert "252 words; at most 250" in message
    assert "Take out 2" in message
    assert said(summary=[]) == [("en.summary", "English: The first layer is empty. Expected a few sentences.")]


@pytest.mark.rule("R26")
def test_an_unknown_language_is_named_and_not_saved(draft):
    value = {"en": notice(), "xx": notice()}
    with pytest.raises(DomainError, match="'xx' is no language known here") as refused:
        drafts.save_section(version=draft, section="notices", value=value, by=BY)
    assert "unchanged" in refused.value.hint
    draft.refresh_from_db()
    assert draft.declaration.body["notices"] == {}


@pytest.mark.rule("R16", "R17")
def test_an_incomplete_notice_is_kept_as_a_draft_with_its_faults(draft):
    value = {"de": {"summary": ["Wir zeichnen auf."], "fields": {"dpo": {"text": "Frag uns."}}}}
    saved = drafts.save_section(version=draft, section="notices", value=value, by=BY)
    assert saved.declaration.body["notices"] == value
    faults = faults_of("notices", value)
    assert ("en", "R16") in {(fault.field, fault.rule) for fault in faults}
    assert sum(fault.field.startswith("de.fields.") for fault in faults) == len(NOTICE_FIELDS) - 1


@pytest.mark.rule("R26")
def test_a_layer_above_grade_8_is_named_with_its_grade():
    found = dict(said(summary=[HARD]))
    assert "reads at grade" in found["en.summary"]
    assert "grade 8 or below" in found["en.summary"]
    fields = notice()["fields"] | {"rights": {"text": f"{HARD} {HARD}"}}
    assert "Your rights" in dict(said(fields=fields))["en.fields.rights"]


@pytest.mark.rule("R26")
def test_other_languages_are_measured_by_their_sentences():
    long = "Wir zeichnen auf, " + "was du tust und wie du es tust, " * 4 + "und sonst nichts."
    found = dict(said("de", summary=[long]))
    assert "25 or fewer" in found["de.summary"]
    assert "German" in found["de.summary"]
    assert reading(long, "de").grade is None
    assert too_hard("Wir zeichnen auf. Du sagst nein.", "de") == ""


def test_the_grade_is_kincaids_formula():
    found = reading("The cat sat on the mat. It was a good day.")
    # 11 words, 2 sentences, 11 syllables: 0.39 * 5.5 + 11.8 * 1 - 15.59 < 0
    assert (found.words, found.sentences, found.grade) == (11, 2, 0.0)
    text = "Companies usually record employees. Everybody considers participation."
    harder = reading(text)
    syllables = sum(syllables_of(word) for word in re.findall("[a-z]+", text.lower()))
    assert harder.grade == round(0.39 * 3.5 + 11.8 * syllables / 7 - 15.59, 1)
    assert reading("").grade is None


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("the", 1),
        ("time", 1),
        ("used", 1),
        ("wanted", 2),
        ("people", 2),
        ("idea", 2),
        ("data", 2),
        ("authority", 4),
        ("privacy", 3),
        ("makes", 1),
        ("boxes", 2),
        ("responsible", 4),
        ("beautiful", 3),
        ("x", 1),
    ],
)
def test_syllables_are_counted_about_right(word, syllables):
    # "idea" has three; the count by groups of vowels is one short there, as every such count is.
    assert syllables_of(word) == syllables


@pytest.mark.parametrize("text", ["At 9.30 we stop. See example.com for more.", "One line\nAnother line"])
def test_a_dot_inside_a_word_ends_no_sentence(text):
    assert reading(text).sentences == 2


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    "text",
    [
        "Detect stress from typing rhythm.",
        "We recognise emotions.",
        "Recognizes the mood of teams",
        "Infer what people's intentions are.",
        "Sentiment analysis of chats.",
        "Analyses feelings in mails.",
        "To measure frustration at work!",
        "Erkennt Emotionen am Tippen.",
        "Stimmungserkennung im Team.",
        "Wertet die Stimmung aus: sie wird gemessen.",
        "Leitet Absichten ab.",
        "To determine how people feel.",
        "Find out whether somebody is upset.",
        "We work out who is happy at work.",
        "Gauge morale.",
        "Emotion AI for teams.",
        "The sentiment of each typist.",
        "Tells calm people from stressed ones.",
        "Flag who intends to leave.",
        "Wir finden heraus, wer gestresst ist.",
        "Bestimmt die Laune.",
    ],
)
def test_finding_out_emotions_is_noticed(text):
    assert infers_emotion(text)


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    "text",
    [
        "It learns how forms are filled in.",
        "We detect errors. People in a good mood may smile.",
        "Measures the result of a stress test.",
        "Wir erfassen die Zustimmung und die Abstimmung.",
        "We assess the look and feel of the form.",
        "Wird absichtlich nicht erfasst.",
        "We check each form and tell you which field is wrong.",
        "People are happy to answer.",
        "",
    ],
)
def test_other_purposes_are_left_alone(text):
    assert infers_emotion(text) == ""


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("model_use", declaration()["model_use"] | {"infers_emotion": True}),
        ("purposes", [row("purposes", key="mood", text="We detect the mood of people.")]),
        ("purposes", [row("purposes", key="mood", label="Stimmung erkennen")]),
    ],
)
def test_a_purpose_of_inferring_emotions_is_refused_at_saving(draft, section, value):
    kept = Declaration.objects.count()
    with pytest.raises(DomainError, match="AI Act"):
        drafts.save_section(version=draft, section=section, value=value, by=BY)
    draft.refresh_from_db()
    assert draft.declaration.body[section] != value
    assert Declaration.objects.count() == kept


@pytest.mark.rule("R97")
def test_the_alternative_stands_in_the_notice_in_the_same_words():
    body = declaration()
    assert faults_of("notices", body["notices"], body) == []
    body["about"]["alternative"] = "A colleague helps you."
    [fault] = faults_of("notices", body["notices"], body)
    assert (fault.rule, fault.field) == ("R97", "en.fields.obligation")
    said = copy.deepcopy(body["notices"])
    said["en"]["fields"]["obligation"] = {"text": "You need not take part.  A colleague   helps you!"}
    assert faults_of("notices", said, body) == []


@pytest.mark.rule("R17")
def test_where_machines_decide_the_notice_says_how():
    body = declaration()
    body["model_use"]["automated_decisions"] = True
    assert faults_of("notices", body["notices"], body) == []
    body["notices"]["en"]["fields"]["automation"] = {"because": "None."}
    [fault] = faults_of("notices", body["notices"], body)
    assert fault.field == "en.fields.automation"
