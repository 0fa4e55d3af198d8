"""Every event that is a look at somebody's records is told to them; a new one can't be forgotten."""

import pytest

from audit import vocabulary
from rights.access import looks


@pytest.mark.rule("R59")
def test_every_event_that_sounds_like_a_look_is_in_one_of_the_two_lists():
    sounding = {code for code in vocabulary.registered if code.rpartition(":")[2] in looks.LOOKING}
    undecided = sounding - set(looks.READS) - looks.NO_READS
    assert not undecided, (
        f"Are these looks at a person's records? Put each into READS or NO_READS of rights/access/looks.py: {undecided}"
    )


def test_the_lists_name_events_that_exist():
    assert set(looks.READS) | looks.NO_READS <= set(vocabulary.registered)
    assert not set(looks.READS) & looks.NO_READS
