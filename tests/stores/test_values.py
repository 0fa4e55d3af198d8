"""Whatever a store gives can be written as JSON, without losing a digit."""

import datetime as dt
import enum
import ipaddress
import json
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.values import json_line, plain


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("ünï", "ünï"),
        (7, 7),
        (True, True),
        (None, None),
        (0.1, 0.1),
        (float("nan"), None),
        (float("-inf"), None),
        (Decimal("1.50"), "1.50"),
        (b"\x00\xff", "AP8="),
        (memoryview(b"ab"), "YWI="),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.UTC), "2026-01-02T03:04:05.000006+00:00"),
        (dt.datetime(2026, 7, 2, tzinfo=ZoneInfo("Europe/Berlin")), "2026-07-02T00:00:00+02:00"),
        (dt.datetime(2026, 1, 2), "2026-01-02T00:00:00"),  # noqa: DTZ001 - a store without time zones
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.time(3, 4, tzinfo=dt.UTC), "03:04:00+00:00"),
        (dt.timedelta(days=1, microseconds=500_000), "PT86400.5S"),
        (dt.timedelta(seconds=-90), "-PT90S"),
        (dt.timedelta(0), "PT0S"),
        ([Decimal(1), {"x": b"a"}], ["1", {"x": "YQ=="}]),
        ((1, None), [1, None]),
        (frozenset([1]), [1]),
        ({1: {dt.date(2026, 1, 2): 3}}, {"1": {"2026-01-02": 3}}),
        (ipaddress.ip_network("10.0.0.0/8"), "10.0.0.0/8"),
        (Colour.RED, "red"),
    ],
)
def test_a_value_is_written_in_jsons_own_types(value, written):
    assert plain(value) == written
    assert json.loads(json_line({"value": value})) == {"value": written}


def test_numbers_that_are_too_long_and_text_that_is_no_unicode_do_not_stop_an_export():
    line = json_line({"long": 2**70, "lone": "a\ud800", 3: "key", "day": dt.date(2026, 1, 2)})
    assert json.loads(line) == {"long": str(2**70), "lone": "a?", "3": "key", "day": "2026-01-02"}


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.datetimes()
    | st.decimals()
    | st.timedeltas(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), values))
def test_any_record_is_one_line(record):
    line = json_line(record)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert set(json.loads(line)) == set(record)
