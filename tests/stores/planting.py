"""What every connector must do with a canary: it is found once, it goes, and nobody else's rows change."""

from contextlib import contextmanager

import pytest

from stores.contract import CANNOT_PLANT, Ceiling, Method, NullJournal, Refused

ONE = Ceiling(rows=1, percent=100)
BYSTANDERS = ("emp-0001", "emp-0002")


def bystanders() -> list[dict[str, object]]:
    """Rows of two people, of two signals."""
    return [
        {"person": person, "signal": signal, "n": number}
        for number, person in enumerate(BYSTANDERS * 3)
        for signal in ("mouse", "keys")
    ]


@contextmanager
def opened(place):
    connector = place.connector()
    try:
        yield connector
    finally:
        connector.close()


@pytest.mark.rule("R67", "R68")
class PlantingContract:
    """A part of `ConnectorContract`."""

    def test_a_canary_is_found_once_goes_and_nobody_else_changes(self, place):
        place.put(bystanders())
        before, dataset = place.everything(), place.dataset()
        with opened(place) as connector:
            canary = connector.plant(dataset)
            assert canary not in BYSTANDERS
            assert connector.locate(dataset, [canary, *BYSTANDERS]) == {canary: 1} | dict.fromkeys(BYSTANDERS, 6)
            receipt = connector.erase(dataset, [canary], journal=NullJournal(), ceiling=ONE)
            assert (receipt.erased, receipt.method) == ({canary: 1}, Method.ERASED)
            assert connector.locate(dataset, [canary, *BYSTANDERS]) == {canary: 0} | dict.fromkeys(BYSTANDERS, 6)
        assert place.everything() == before

    def test_each_canary_is_another_one(self, place):
        place.put(bystanders())
        dataset = place.dataset()
        with opened(place) as connector:
            canaries = {connector.plant(dataset) for _ in range(3)}
            assert len(canaries) == 3
            assert connector.locate(dataset, canaries) == dict.fromkeys(canaries, 1)

    def test_a_canary_lies_within_where_and_nowhere_else(self, place):
        place.put(bystanders())
        keys, mouse = (place.dataset(where={"signal": signal}) for signal in ("keys", "mouse"))
        with opened(place) as connector:
            canary = connector.plant(keys)
            assert connector.locate(keys, [canary]) == {canary: 1}
            assert connector.locate(mouse, [canary]) == {canary: 0}
            assert connector.erase(mouse, [canary], journal=NullJournal()).erased == {canary: 0}
            assert connector.erase(keys, [canary], journal=NullJournal(), ceiling=ONE).erased == {canary: 1}

    def test_who_is_told_before_the_commit_can_still_stop_it(self, place):
        place.put(bystanders())
        before, told = place.everything(), []

        def stop(subject):
            told.append(subject)
            raise KeyboardInterrupt

        with opened(place) as connector:
            with pytest.raises(KeyboardInterrupt):
                connector.plant(place.dataset(), announce=stop)
            assert connector.locate(place.dataset(), told) == {told[0]: 0}
            assert connector.plant(place.dataset(), announce=told.append) == told[1]
        assert len(place.everything()) == len(before) + 1

    def test_every_column_that_must_be_filled_is_filled(self, place):
        dataset, bystander = place.strict()
        with opened(place) as connector:
            assert connector.locate(dataset, [bystander]) == {bystander: 3}
            canary = connector.plant(dataset)
            assert connector.locate(dataset, [canary, bystander]) == {canary: 1, bystander: 3}
            assert len(list(connector.export(dataset, canary))) == 1
            assert connector.erase(dataset, [canary], journal=NullJournal(), ceiling=ONE).erased == {canary: 1}
            assert connector.locate(dataset, [canary, bystander]) == {canary: 0, bystander: 3}

    def test_where_no_canary_can_be_made_up_nothing_is_left(self, place):
        place.put(bystanders())
        dataset, word = place.barren()
        before = place.everything()
        with opened(place) as connector:
            with pytest.raises(Refused, match=word) as caught:
                connector.plant(dataset)
            assert caught.value.reason == CANNOT_PLANT
        assert place.everything() == before

    def test_a_place_that_is_not_there_takes_no_canary(self, place):
        place.put(bystanders())
        with opened(place) as connector, pytest.raises(Refused):
            connector.plant(place.dataset(location="no_such_place"))
