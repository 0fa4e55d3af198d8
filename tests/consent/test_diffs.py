"""What changed between two declarations, row by row and word by word."""

import copy

import pytest

from consent.declarations.diff import changes_of, words_changed
from consent.declarations.schema import material_digest, row
from tests.cast import KEYS, MOUSE
from tests.declarations import declaration


def test_a_diff_names_rows_fields_and_words():
    before = declaration(signals={MOUSE: "Where it moves.", KEYS: "What is typed."})
    after = copy.deepcopy(before)
    assert changes_of(before, after) == []
    after["about"]["details"] = "New words."
    after["controller"]["name"] = "Another Company"
    after["signals"][0]["description"] = "Where the pointer moves."
    after["purposes"] = after["purposes"][:1]
    after["recipients"].append(row("recipients", key="cloud", name="Cloud"))
    after["model_use"]["incentives"] = True
    after["notices"]["en"]["fields"]["dpo"] = {"because": "There is none."}
    after["notices"]["de"] = {"summary": ["Neu."], "fields": {}}
    found = {change.path: change for change in changes_of(before, after)}
    assert not found["Details"].material
    assert found["Name"].section == "controller"
    assert found["Name"].material
    moved = found["Signal mouse-movement: Description"]
    assert (moved.before, moved.after, moved.material) == ("Where it moves.", "Where the pointer moves.", True)
    assert [(piece.kind, piece.text.strip()) for piece in moved.pieces] == [
        ("same", "Where"),
        ("gone", "it"),
        ("new", "the pointer"),
        ("same", "moves."),
    ]
    assert found["Purpose train-keystroke: Basis"].after == ""
    assert found["Recipient cloud: Name"].before == ""
    assert (found["Incentives"].before, found["Incentives"].after) == ("no", "yes")
    assert found["English: Whom you can ask"].after == "Does not apply: There is none."
    assert found["German: First layer"].after == "Neu."


@pytest.mark.rule("R07", "R19")
@pytest.mark.parametrize("section", ["about", "controller"])
def test_the_diff_calls_material_what_ends_earlier_choices(section):
    before = declaration()
    material = set()
    for key, value in before[section].items():
        after = copy.deepcopy(before)
        after[section][key] = ["IE-L"] if isinstance(value, list) else value + 1 if isinstance(value, int) else f"{value}x"
        [change] = changes_of(before, after)
        assert change.material is (material_digest(before) != material_digest(after)), key
        material |= {key} if change.material else set()
    assert material == {"about": {"purpose", "sites"}, "controller": {"name", "country"}}[section]


def test_another_order_is_one_change():
    before = declaration()
    after = copy.deepcopy(before)
    after["signals"].reverse()
    [change] = changes_of(before, after)
    assert (change.path, change.section, change.material) == ("Order", "signals", True)


@pytest.mark.parametrize(("before", "after"), [("", "new"), ("old", ""), ("a b c", "a x c"), ("same", "same"), ("one\ntwo", "two")])
def test_pieces_hold_both_texts(before: str, after: str):
    pieces = words_changed(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
