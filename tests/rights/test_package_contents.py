"""What a package holds beside the copied rows, in forms that machines and people read, tailored to the person."""

import base64
import json
from hashlib import sha256

import jsonschema
import pytest

from audit import ledger
from audit.note import Verifier
from consent.models import Receipt
from consent.receipts import sealed
from people.models import Team
from rights.access import looks
from rights.access.schema import SCHEMA
from rights.actions import concerns, writing
from rights.events import RightsEvent
from tests import programs
from tests.cast import CLICK, KEYS, MOUSE, ROWS, SCREEN
from tests.rights.concern_box import handed_on, protection_officer, put
from tests.rights.office import file, grant
from tests.rights.packages import built, document, granted, opened, rows_of

pytestmark = pytest.mark.django_db
DOCUMENTS = ("consents", "who-looked", "requests", "about-you", "information", "manifest")


@pytest.fixture
def package(cast):
    cast.record(cast.priya, MOUSE)
    cast.record(cast.priya, KEYS)
    cast.give(cast.priya, MOUSE, CLICK)
    request = file(cast.priya, words="I want to see it all.")
    writing.write(request=request, words="We are at it.", by=cast.sam, from_office=True)
    with ledger.entry(RightsEvent.OPENED, actor=cast.sam.pk, subject=cast.priya.pk, ref=request.pk, kind="access"):
        pass
    return built(grant(request, cast.sam))


@pytest.mark.rule("R60")
def test_every_document_is_as_the_schema_in_the_package_says(package):
    assert document(package, "schema.json") == SCHEMA
    for name in DOCUMENTS:
        wanted = {**SCHEMA, "$ref": f"#/$defs/{name}"}
        jsonschema.validate(document(package, f"{name}.json"), wanted, cls=jsonschema.Draft202012Validator)
        assert document(package, f"{name}.json")["schema"] == f"schema.json#/$defs/{name}"


def test_the_manifest_is_signed_by_the_ledgers_key(package):
    with opened(package) as archive:
        listed, signed = archive.read("manifest.json"), json.loads(archive.read("manifest.sig.json"))
    assert signed["sha256"] == sha256(listed).hexdigest()
    assert signed["key"] == ledger.verifier_key()
    Verifier.parse(signed["key"]).check(listed, base64.b64decode(signed["signature"]))


def test_every_choice_and_every_receipt_is_in_it(cast, package):
    found = document(package, "consents.json")["consents"]
    assert sorted((one["signal"], one["state"], one["by"]) for one in found) == [(CLICK, "given", "you"), (MOUSE, "given", "you")]
    receipt = Receipt.objects.get(person=cast.priya)
    assert {one["receipt"] for one in found} == {str(receipt.pk)}
    with opened(package) as archive:
        names = [name for name in archive.namelist() if name.startswith("receipts/")]
        assert len(names) == 1
        assert sealed.verify(json.loads(archive.read(names[0])), ledger.verifier_key())


@pytest.mark.rule("R59")
def test_who_looked_is_told_by_role_unit_purpose_and_time_and_names_are_withheld_with_the_reason(cast, package):
    cast.sam.team = Team.objects.create(name="Privacy")
    cast.sam.save()
    found = document(package, "who-looked.json")
    (look,) = [one for one in found["looks"] if one["what"] == RightsEvent.OPENED.label]
    assert (look["role"], look["purpose"]) == ("Privacy officer", "To decide on your request")
    assert found["names"]["law"].startswith("GDPR 15(4)")
    left_out = document(package, "manifest.json")["left_out"]
    assert [one["what"] for one in left_out] == [looks.NAMES_WITHHELD["what"]]
    with opened(package) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf")).decode()
    for other in (cast.sam, cast.marco, cast.lena):
        assert other.name not in everything
        assert other.email not in everything


def test_ones_own_looks_and_those_at_others_are_not_among_them(cast, package):
    assert len(document(package, "who-looked.json")["looks"]) == 1
    other = built(granted(cast.marco, cast.sam))
    assert document(other, "who-looked.json")["looks"] == []


def test_requests_have_every_word_that_was_exchanged_and_what_was_decided(package):
    (found,) = document(package, "requests.json")["requests"]
    assert found["your_words"] == "I want to see it all."
    assert [(one["from"], one["words"]) for one in found["messages"]] == [("the privacy office", "We are at it.")]
    assert found["decision"]["outcome"] == "Approved"
    assert found["status_dpv"] == "https://w3id.org/dpv#RequestAccepted"


def test_what_assent_knows_of_the_person_is_in_it(cast, package):
    found = document(package, "about-you.json")["person"]
    assert (found["name"], found["email"]) == (cast.priya.name, cast.priya.email)
    assert found["known_in_stores_as"] == [{"kind": "Employee number", "value": cast.priya.identifiers.get().value}]


@pytest.mark.rule("R57", "R111")
def test_ones_own_concerns_are_in_it_with_their_answers_and_nobody_else_s(cast):
    mira = protection_officer()
    first = handed_on(cast.priya, cast.program, "The screen is on at lunch.")
    handed_on(cast.marco, cast.program, "Marco means something else.")
    concerns.answer(concern=first, words="It is off at lunch now.", shown=False, by=mira)
    concerns.look_up(concern=first, reason="protect", by=mira)
    put(cast.priya, cast.program, "Another one, on its way.")
    package = built(granted(cast.priya, cast.sam))
    found = document(package, "about-you.json")["person"]["concerns"]
    assert [(one["your_words"], one.get("answer")) for one in found] == [
        ("The screen is on at lunch.", "It is off at lunch now."),
        ("Another one, on its way.", None),
    ]
    assert [one["purpose"] for one in found[0]["looked_up"]] == ["To protect them"]
    with opened(package) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf")).decode()
    assert "Marco means" not in everything
    assert mira.name not in everything


@pytest.mark.rule("R53", "R111")
@pytest.mark.parametrize("raised", [True, False])
def test_a_copy_for_an_agent_leaves_concerns_out_and_says_so_whether_there_are_any_or_not(cast, raised):
    if raised:
        handed_on(cast.priya, cast.program, "The screen is on at lunch.")
    package = built(grant(file(cast.priya, by=cast.sam, channel="agent"), cast.sam))
    assert "concerns" not in document(package, "about-you.json")["person"]
    assert "Concerns that you raised about programs, if there are any" in [
        one["what"] for one in document(package, "manifest.json")["left_out"]
    ]


@pytest.mark.rule("R57")
def test_the_information_is_about_this_person_and_has_every_point_of_article_15(cast, settings, package):
    found = document(package, "information.json")
    assert found["confirmation"]["text"] == f"Yes, data about you is processed. We found {2 * ROWS} rows in 2 places."
    (program,) = found["programs"]
    # Chosen: mouse and clicks. Found without a choice: keys. Neither: the screen, so it is not in it.
    assert [one["signal"] for one in program["data"]] == [MOUSE, CLICK, KEYS]
    assert SCREEN not in json.dumps(program)
    assert {one["law"] for one in program["purposes"]} == {"GDPR 6(1)(a)"}
    assert {one["dataset"]: (one["rows"], one["days"]) for one in program["retention"]} == {
        "Pointer": (ROWS, 90),
        "Clicks": (0, 90),
        "Keys": (ROWS, 90),
    }
    assert program["source"]
    assert program["automated_decisions"]["any"] is False
    assert [one["law"] for one in found["rights"]] == ["GDPR 15", "GDPR 16", "GDPR 17", "GDPR 18", "GDPR 20", "GDPR 7(3)"]
    client = cast.client(cast.priya)
    for one in found["rights"]:
        assert client.get(one["where"].removeprefix(settings.SITE_URL)).status_code == 200, one
    assert found["complaint"] == [{"authority": "Data Protection Commission", "url": "https://www.dataprotection.ie/"}]
    assert found["controllers"][0]["name"] == "Example Company"


@pytest.mark.rule("R58")
def test_recipients_are_named_and_a_transfer_has_its_safeguard(cast):
    body = programs.body_of(cast.program)
    abroad = body["recipients"][0] | {"key": "cloud", "name": "Cloud Inc", "country": "US", "transfer": "Standard clauses 2021/914"}
    programs.launch(programs.change(cast.program, "recipients", [*body["recipients"], abroad]), material=False)
    cast.record(cast.priya, MOUSE)
    found = document(built(granted(cast.priya, cast.sam)), "information.json")["programs"][0]
    assert [one["name"] for one in found["recipients"]] == ["Applied AI", "Cloud Inc"]
    assert found["safeguards"] == [{"recipient": "Cloud Inc", "country": "US", "safeguard": "Standard clauses 2021/914"}]


def test_a_program_that_has_nothing_to_do_with_the_person_is_not_in_it_and_the_rights_still_are(cast):
    found = document(built(granted(cast.priya, cast.sam)), "information.json")
    assert found["confirmation"]["processed"] is False
    assert found["programs"] == []
    assert found["complaint"]
    assert found["rights"]


@pytest.mark.rule("R65", "R61", "R75")
def test_what_is_withheld_is_described_instead_with_ground_law_and_count(cast):
    cast.record(cast.priya, KEYS)
    exceptions = [{"dataset": str(cast.datasets[KEYS].pk), "ground": "credentials"}]
    package = built(granted(cast.priya, cast.sam, exceptions=exceptions))
    assert "data/memory/keys.jsonl" not in rows_of(package)
    (found,) = document(package, "manifest.json")["left_out"]
    assert (found["what"], found["ground"], found["law"]) == ("Keys, Memory", "credentials", "GDPR 32; 11 CCR 7024(d)")
    assert (found["rows"], found["holds"]) == (ROWS, ["Keystrokes"])
    with opened(package) as archive:
        page = archive.read("index.html").decode()
    assert "1 of the 4 places is not in this copy" in page
    assert "you can go to court" in page
    package.request.refresh_from_db()
    assert package.request.outcome == "partly"


@pytest.mark.rule("R60")
def test_to_take_along_is_what_was_recorded_on_consent_or_contract_and_nothing_else(cast):
    body = programs.body_of(cast.program)
    purposes = [
        row | {"basis": "legitimate-interest", "interest": "To keep it safe."} if row["key"] == _purpose_of(body, KEYS) else row
        for row in body["purposes"]
    ]
    programs.launch(programs.change(cast.program, "purposes", purposes), material=False)
    cast.record(cast.priya, MOUSE)
    cast.record(cast.priya, KEYS)
    package = built(granted(cast.priya, cast.sam, "portability"))
    assert set(rows_of(package)) == {f"data/memory/{name}.jsonl" for name in ("pointer", "clicks", "screens")}
    manifest = document(package, "manifest.json")
    assert [one["what"] for one in manifest["not_covered_by_this_right"]] == ["Keys, Memory"]
    with opened(package) as archive:
        others = [name for name in archive.namelist() if not name.startswith("data/")]
    assert others == ["schema.json", "index.html", "manifest.json", "manifest.sig.json"]
    package.request.refresh_from_db()
    assert package.request.outcome == "granted"


def _purpose_of(body, signal):
    return next(row["purpose"] for row in body["signals"] if row["signal"] == signal)


def test_the_page_runs_nothing_loads_nothing_and_says_nothing_that_a_row_says_as_markup(cast):
    payload = "<script>alert(1)</script>\"'&=1+1"
    cast.memory.put("pointer", [{"employee": cast.priya.identifiers.get().value, "value": payload}])
    package = built(granted(cast.priya, cast.sam))
    with opened(package) as archive:
        page, table = archive.read("index.html").decode(), archive.read("data/memory/pointer.csv").decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert not [word for word in ("src=", 'http-equiv="refresh"', "@import", "url(") if word in page]
    assert payload.replace('"', '""') in table


@pytest.mark.rule("R60")
def test_the_pdf_is_tagged_has_a_language_and_a_title(package):
    with opened(package) as archive:
        pdf = archive.read("answer.pdf")
    assert pdf.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert mark in pdf, mark


def test_a_request_of_one_program_and_signal_gives_that_alone(cast):
    for signal in (MOUSE, KEYS):
        cast.record(cast.priya, signal)
        cast.give(cast.priya, signal)
    package = built(granted(cast.priya, cast.sam, programs=(cast.program,), signals=(KEYS,)))
    assert set(rows_of(package)) == {"data/memory/keys.jsonl"}
    assert {one["signal"] for one in document(package, "consents.json")["consents"]} == {KEYS}
    assert [one["signal"] for one in document(package, "information.json")["programs"][0]["data"]] == [KEYS]
    assert document(package, "manifest.json")["scope"]["programs"] == [cast.program.name]
    with opened(package) as archive:
        assert sum(name.startswith("receipts/") for name in archive.namelist()) == 1


def test_nobody_by_that_kind_of_identifier_is_said_and_halts_nothing(cast):
    cast.priya.identifiers.all().delete()
    package = built(granted(cast.priya, cast.sam))
    notes = {one["name"]: one["note"] for one in document(package, "manifest.json")["datasets"]}
    assert set(notes.values()) == {"No employee number of yours is on file, so nothing could be looked up here."}
    assert package.state == "ready"
