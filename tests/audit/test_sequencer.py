"""Entries of many writers get contiguous places, and every one of them is proved."""
# ruff: noqa: PT012 - which of the two statements refuses depends on the database

import itertools
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from audit import ledger, proof
from audit.errors import LedgerError
from audit.merkle import verify_consistency
from audit.models import Checkpoint, Entry, Leaf, Pending, Tile
from audit.note import Verifier, open_checkpoint
from audit.sequencer import tile_hashes
from audit.tiles import consistency_path
from tests.audit.app.events import WorkshopEvent
from tests.audit.app.models import Widget
from tests.audit.workshop import SOMEBODY, make_widget

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]


def run(workers):
    """Run the functions at the same time, each with a connection of its own; give what they raised."""
    raised = []

    def carry_out(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=(work,)) for work in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def write(count):
    def work():
        for _ in range(count):
            make_widget()

    return work


def test_eight_writers_give_contiguous_places_and_every_leaf_is_proved():
    sequencing = [lambda: [ledger.sequence() for _ in range(20)]] * 2
    assert run([write(10)] * 8 + sequencing) == []
    ledger.sequence()
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(80))
    assert Pending.objects.count() == 0
    verifier = Verifier.parse(ledger.verifier_key())
    for leaf in Leaf.objects.all()[::9]:
        index, _ = proof.verify(ledger.proof(leaf.entry), ledger.payload(leaf.entry), verifier)
        assert index == leaf.index
    call_command("audit_verify", verbosity=0)


def test_two_threads_each_have_their_own_entry():
    barrier = threading.Barrier(2)

    def work(state):
        with ledger.entry(WorkshopEvent.MADE, actor="system:test", program=state):
            if connection.vendor == "postgresql":
                barrier.wait(timeout=10)
            Widget.objects.create(person=SOMEBODY, state=state)

    assert run([lambda: work("one"), lambda: work("two")]) == []
    for payload in Entry.objects.values_list("payload", flat=True):
        state = b"one" if b'"program":"one"' in bytes(payload) else b"two"
        assert bytes(payload).count(b'"' + state + b'"') == 2


def test_the_tree_is_carried_on_over_full_tiles():
    entries = []
    for _ in range(3):
        with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY):
            for _ in range(100):
                with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY) as inner:
                    pass
                entries.append(inner.id)
        ledger.sequence()
    assert (Leaf.objects.count(), Tile.objects.count()) == (303, 1)
    verifier = Verifier.parse(ledger.verifier_key())
    for entry in (entries[0], entries[150], entries[-1]):
        proof.verify(ledger.proof(entry), ledger.payload(entry), verifier)
    heads = [open_checkpoint(kept.note, verifier) for kept in Checkpoint.objects.order_by("size")]
    for old, new in itertools.pairwise(heads):
        path = consistency_path(tile_hashes, old.size, new.size)
        verify_consistency(old.size, new.size, path, old.root, new.root)


def test_waiting_takes_the_sequencing_on_itself_when_nobody_does():
    assert ledger.wait(make_widget().entry_id, timeout=5.0) == 0


def test_waiting_for_an_entry_that_is_not_there_ends():
    with pytest.raises(TimeoutError):
        ledger.wait(SOMEBODY, timeout=0.1)


def test_another_key_does_not_go_on_with_the_ledger(settings, tmp_path):
    make_widget()
    ledger.sequence()
    settings.AUDIT_KEY_FILE = tmp_path / "other.key"
    with pytest.raises(LedgerError, match="own key"):
        make_widget()
        ledger.sequence()


def test_a_key_is_made_once_with_a_warning_and_is_readable_by_its_owner_only(settings, tmp_path, caplog):
    settings.AUDIT_KEY_FILE = tmp_path / "new" / "audit.key"
    first = ledger.verifier_key()
    assert "Made a new audit key" in caplog.text
    assert first == ledger.verifier_key()
    assert settings.AUDIT_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.AUDIT_KEY_FILE.parent.iterdir()] == ["audit.key"]


def test_a_key_of_another_origin_is_refused(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    ledger.verifier_key()
    settings.AUDIT_ORIGIN = "other.example/ledger"
    with pytest.raises(LedgerError, match="AUDIT_ORIGIN"):
        ledger.verifier_key()
