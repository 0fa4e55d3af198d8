"""Which files belong to a dataset: never one outside the root, never another person's."""

from pathlib import Path

import pytest

from stores.connectors.files.connector import FilesConnector
from stores.contract import NullJournal, Refused, Unavailable
from tests.stores.contract import ANN, BOB, rows_of
from tests.stores.file_places import JsonlPlace, SubjectPathPlace


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


@pytest.mark.parametrize("location", ["../*.jsonl", "events/../../*.jsonl", "/etc/*.jsonl", "a//b.jsonl", "./*.jsonl"])
def test_a_location_outside_the_root_is_refused(tmp_path, location):
    place = JsonlPlace(tmp_path)
    (tmp_path / "outside.jsonl").write_text('{"person": "emp-0001"}\n')
    connector = place.connector()
    dataset = place.dataset(location=location)
    assert refused(lambda: connector.locate(dataset, [ANN])) == "outside-root"
    assert refused(lambda: connector.erase(dataset, [ANN], journal=NullJournal())) == "outside-root"


@pytest.mark.parametrize("target", ["outside", "outside/events.jsonl"])
def test_a_link_out_of_the_root_is_refused(tmp_path, target):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN))
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/events.jsonl").write_text('{"person": "emp-0001"}\n')
    (place.root / "events/link.jsonl").symlink_to(tmp_path / target)
    assert refused(lambda: place.connector().erase(place.dataset(), [ANN], journal=NullJournal())) == "outside-root"
    assert (tmp_path / "outside/events.jsonl").read_text() == '{"person": "emp-0001"}\n'


def test_links_within_the_root_are_followed_once_and_loops_end(tmp_path):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN, BOB, each=4))
    (place.root / "events/again.jsonl").symlink_to(place.root / "events/part-0000.jsonl")
    (place.root / "events/loop").symlink_to(place.root, target_is_directory=True)
    connector = place.connector()
    for location in ("events/*.jsonl", "**/*.jsonl"):
        assert connector.locate(place.dataset(location=location), [ANN]) == {ANN: 4}
    assert connector.erase(place.dataset(), [ANN], journal=NullJournal()).erased == {ANN: 4}
    assert (place.root / "events/again.jsonl").is_symlink()


def test_a_root_that_is_a_file_is_refused_and_one_that_is_away_is_not_made(tmp_path):
    (tmp_path / "file").write_text("")
    place = JsonlPlace(tmp_path)
    for root in (str(tmp_path / "file"), "", "relative/path"):
        assert refused(lambda root=root: FilesConnector(options={"root": root}).inspect()) == "bad-options"
    with pytest.raises(Unavailable):
        place.absent().inspect()
    assert not (tmp_path / "absent").exists()


def test_two_stars_reach_every_depth(tmp_path):
    place = JsonlPlace(tmp_path)
    for folder in ("", "one/", "one/two/"):
        (place.root / folder).mkdir(exist_ok=True)
        (place.root / f"{folder}x.jsonl").write_text('{"person": "emp-0001"}\n')
    connector = place.connector()
    assert connector.locate(place.dataset(location="**/*.jsonl"), [ANN]) == {ANN: 3}
    assert connector.locate(place.dataset(location="*/*.jsonl"), [ANN]) == {ANN: 1}


def tree(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def make(place, *names):
    for name in names:
        path = place.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG" + bytes(70_000))


def test_a_folder_per_person_goes_with_all_that_is_in_it(tmp_path):
    place = SubjectPathPlace(tmp_path)
    make(place, f"{ANN}/a.png", f"{ANN}/deep/b.png", f"{BOB}/a.png", f"{ANN}0/a.png")
    connector = place.connector()
    dataset = place.dataset(location="{subject}")
    assert connector.locate(dataset, [ANN, BOB]) == {ANN: 2, BOB: 1}
    pieces = list(connector.export(dataset, ANN))
    assert b"".join(piece["content"] for piece in pieces if piece["file"].endswith("/a.png")) == b"\x89PNG" + bytes(70_000)
    assert connector.erase(dataset, [ANN], journal=NullJournal()).erased == {ANN: 2}
    assert tree(place.root) == [f"{ANN}0", f"{ANN}0/a.png", BOB, f"{BOB}/a.png"]


def test_a_file_per_person_goes_and_the_folder_stays(tmp_path):
    place = SubjectPathPlace(tmp_path)
    make(place, f"shots/{ANN}.png", f"shots/{ANN}.png.png", f"shots/x{ANN}.png")
    dataset = place.dataset(location="shots/{subject}.png")
    assert place.connector().erase(dataset, [ANN], journal=NullJournal()).erased == {ANN: 1}
    assert tree(place.root) == ["shots", f"shots/{ANN}.png.png", f"shots/x{ANN}.png"]


@pytest.mark.parametrize("subject", ["..", "../outside", "a/b", "**", "e*", "[e]mp-0001", "{subject}", "emp-000?"])
def test_a_subject_is_a_name_and_never_a_pattern_or_a_way(tmp_path, subject):
    place = SubjectPathPlace(tmp_path)
    make(place, f"{ANN}/a.png", "a/b/c.png")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.png").write_bytes(b"x")
    before = tree(tmp_path)
    dataset = place.dataset(location="{subject}/**")
    assert place.connector().erase(dataset, [subject], journal=NullJournal()).erased == {subject: 0}
    assert tree(tmp_path) == before


@pytest.mark.parametrize("location", ["{subject}-*.png", "*{subject}.png", "{signal}{subject}", "{subject}/{subject}"])
def test_a_path_that_leaves_open_who_is_meant_is_refused(tmp_path, location):
    place = SubjectPathPlace(tmp_path)
    assert refused(lambda: place.connector().check(place.dataset(location=location))) == "ambiguous-path"


def test_a_name_without_a_format_is_refused(tmp_path):
    place = JsonlPlace(tmp_path)
    assert refused(lambda: place.connector().check(place.dataset(location="*.docx"))) == "unknown-location"


def test_inspect_groups_files_by_folder_and_ending(tmp_path):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN))
    make(place, "shots/a.png")
    found = {location.name: location.columns for location in place.connector().inspect()}
    assert found == {"events/*.jsonl": {"person": "str", "signal": "str", "n": "int"}, "shots/*": {}}


def test_file_descriptors_are_given_back(tmp_path):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN, BOB))
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    place.connector().erase(place.dataset(), [ANN], journal=NullJournal())
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before
