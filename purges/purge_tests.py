"""The test of a dataset's deletion: plant a canary, find it, erase it, find nothing, and see that nobody else lost a row.

A test holds the dataset's lease like any pass, so no real pass runs beside it. Whatever goes wrong, the canary is taken away
again; where the store is away just then, the sweep does it later (R67, R68).
"""

import logging
import uuid
from collections.abc import Collection
from functools import partial

from django.utils import timezone

from audit import ledger
from audit.vocabulary import Event
from common.errors import Conflict
from common.faults import without_words
from common.states import move
from people import queries as people
from purges import leases, mapping, queries
from purges.events import PurgeEvent
from purges.journal import FenceLost, Heartbeat, renew_pass
from purges.models import PurgePass, PurgeTest
from stores.contract import Batch, Ceiling, Connector, NullJournal, Refused, StoreError, Unavailable
from stores.opening import connector

log = logging.getLogger(__name__)
State = PurgeTest.State
BY = "system:purges"
ONE = Ceiling(rows=1, percent=100)
BYSTANDERS = 20
# The connector's own sentence may name files or tables there, and a path can name a person.
_WORDS = {
    "damaged": "A file of this dataset can't be read, so nobody can say what is in it.",
    "unknown-location": "The store has no such table or group of files any more.",
}
_INTERRUPTED = "The test did not come to its end. Start it again."


def run(ref: uuid.UUID) -> bool:
    """Carry out a test that waits; return whether it passed. While another pass holds the dataset it goes on waiting."""
    test = PurgeTest.objects.select_related("dataset__store").get(pk=ref)
    held = leases.hold(test.dataset_id) if test.state == State.RUNNING and not test.canary else None
    if held is None:
        return False
    drill = Drill(test, held)
    try:
        with Heartbeat(partial(renew_pass, held.pk)), connector(test.dataset.store) as opened:
            drill.carry_out(opened)
    except Unavailable as away:
        drill.fail("unavailable", str(away))
    except Refused as refused:
        drill.fail(refused.reason, _WORDS.get(refused.reason, str(refused)))
    except FenceLost:
        log.warning("%s was taken over", test)
        drill.fail("interrupted", _INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - raised again below, without its text
        drill.fail("error", f"Unexpected {type(error).__name__}.")
        raise without_words(error) from None
    else:
        return drill.succeed()
    return False


class Fence(NullJournal):
    """Keeps no counts, and stops the erasing where the dataset's lease was lost."""

    def __init__(self, held: PurgePass) -> None:
        """Keep whose lease it is."""
        self.held = held

    def intend(self, batch: Batch) -> None:
        """Renew the lease before each commit in the store."""
        del batch
        if not renew_pass(self.held.pk):
            msg = f"{self.held} lost its lease."
            raise FenceLost(msg)


class Drill:
    """One test under way, and the counts so far."""

    def __init__(self, test: PurgeTest, held: PurgePass) -> None:
        """Begin with nothing planted."""
        self.test = test
        self.held = held
        self.dataset = test.dataset.as_contract()
        self.counts: dict[str, int | None] = {"planted": 0, "found": 0, "erased": 0, "left": 0}

    def carry_out(self, opened: Connector) -> None:
        """Do the four steps. Raises `Refused` where one is not as it should be; then the canary is taken away again."""
        try:
            self._four_steps(opened)
        except FenceLost:
            # Another worker is in there now: the sweep takes the canary away when that one has ended.
            self.counts["left"] = None
            raise
        except Exception:
            # Should this break too, nobody knows what is left.
            self.counts["left"] = None
            self.counts["left"] = take_away(self.test, opened)
            raise

    def _four_steps(self, opened: Connector) -> None:
        if mapping.digest(self.test.dataset) != self.test.mapping:
            _refuse("mapping-changed", "The dataset's mapping was changed after the test was started. Start it again.")
        subject = self._prepared(opened) or opened.plant(self.dataset, announce=self._announce)
        self.counts["planted"] = 1
        before = _count(opened, self.test, subject, _bystanders(self.test))
        self.counts["found"] = before.pop(subject)
        if self.counts["found"] != 1:
            _refuse("not-found", f"One row was planted; a search by the mapping finds {self.counts['found']}.")
        receipt = opened.erase(self.dataset, [subject], journal=Fence(self.held), ceiling=ONE)
        self.counts["erased"] = receipt.erased[subject]
        if self.counts["erased"] != 1 or receipt.parked:
            _refuse("not-erased", f"{receipt.erased[subject]} of 1 row erased; {len(receipt.parked)} items can't be read.")
        after = _count(opened, self.test, subject, before)
        self.counts["left"] = after.pop(subject)
        if self.counts["left"]:
            _refuse("rows-left", f"The store said that it erased the row; a second search finds {self.counts['left']}.")
        if any(after[one] < rows for one, rows in before.items() if one in after):
            _refuse("others-lost-rows", "While the canary went, rows of somebody else went too. Don't record into this dataset.")

    def _prepared(self, opened: Connector) -> str:
        """The subject whose one row was put there by hand; empty where Assent plants its own."""
        subject = self.test.prepared
        if not subject:
            return ""
        # Looked at before the name is kept as the canary's: until then nothing of it would ever be taken away.
        if opened.locate(self.dataset, [subject])[subject] != 1:
            _refuse("not-found", "There is not exactly one row of that made-up person. Nothing was erased.")
        self._announce(subject)
        return subject

    def _announce(self, subject: str) -> None:
        """Keep the canary's name before the store commits it: a worker that dies leaves a name to look for."""
        if not renew_pass(self.held.pk):
            msg = f"{self.held} lost its lease."
            raise FenceLost(msg)
        if queries.names_somebody(subject):
            _refuse("taken", "The made-up name is somebody's own. Nothing was planted or erased. Take another one.")
        with ledger.entry(PurgeEvent.TEST_PLANTED, actor=BY, ref=self.test.pk, dataset=self.test.dataset_id):
            locked = PurgeTest.objects.select_for_update(of=("self",)).get(pk=self.test.pk)
            if locked.state != State.RUNNING or locked.canary:
                msg = f"{self.test} was carried out by somebody else."
                raise FenceLost(msg)
            locked.canary = subject
            locked.save()
        self.test.canary = subject

    def succeed(self) -> bool:
        """Give the dataset back and say that all went as it should."""
        leases.let_go(self.held, outcome="test")
        return _end(self.test, State.PASSED, PurgeEvent.TEST_PASSED, {"mapping": self.test.mapping}, **self.counts)

    def fail(self, reason: str, words: str) -> None:
        """Give the dataset back and say what went wrong."""
        leases.let_go(self.held, outcome="test")
        fail(self.test, reason, words, **self.counts)


def fail(test: PurgeTest, reason: str, words: str, **counts: int | None) -> bool:
    """End a test as failed, with a code and a sentence without personal data."""
    changes = {"reason": reason[:30], "explanation": words[:300]}
    return _end(test, State.FAILED, PurgeEvent.TEST_FAILED, {"reason": changes["reason"]}, **changes, **counts)


def _end(test: PurgeTest, state: str, event: Event, facts: dict[str, str], **changes: object) -> bool:
    try:
        with ledger.entry(event, actor=BY, ref=test.pk, dataset=test.dataset_id, **facts):
            move(test, state, ended_at=timezone.now(), **changes)
    except Conflict:
        log.warning("%s was ended by somebody else", test)
        return False
    return True


def take_away(test: PurgeTest, opened: Connector) -> int | None:
    """Erase what may be left of the canary and count again; None where the store can't be asked now."""
    if not test.canary:
        return 0
    dataset = test.dataset.as_contract()
    try:
        opened.erase(dataset, [test.canary], journal=NullJournal())
        return opened.locate(dataset, [test.canary])[test.canary]
    except StoreError:
        return None


def end_overdue() -> None:
    """Fail the tests whose worker died, and take their canaries away."""
    for test in queries.purge_tests_overdue():
        held = leases.hold(test.dataset_id)
        if held is not None:
            fail(test, "interrupted", _INTERRUPTED, left=_cleaned(test, held))


def clear_leftovers() -> None:
    """Take away the canaries of failed tests whose store could not be asked when they ended."""
    for test in queries.purge_tests_with_leftovers():
        held = leases.hold(test.dataset_id)
        if held is not None and _cleaned(test, held) == 0:
            with ledger.entry(PurgeEvent.TEST_CLEARED, actor=BY, ref=test.pk, dataset=test.dataset_id):
                locked = PurgeTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
                locked.left = 0
                locked.save()


def _cleaned(test: PurgeTest, held: PurgePass) -> int | None:
    try:
        with Heartbeat(partial(renew_pass, held.pk)), connector(test.dataset.store) as opened:
            return take_away(test, opened)
    except StoreError:
        return None
    except Exception as error:  # noqa: BLE001 - one broken store must not keep the others' canaries; nothing of the text is logged
        log.warning("the canary of %s stays for now: %s", test, without_words(error))
        return None
    finally:
        leases.let_go(held, outcome="test")


def _bystanders(test: PurgeTest) -> list[str]:
    """Identifiers of a few people picked by chance: their rows are counted in the same search, and kept nowhere."""
    some = people.active().filter(pk__gte=uuid.uuid4()).order_by("pk").values_list("pk", flat=True)[:BYSTANDERS]
    known = people.subjects(set(some), test.dataset.identifier_kind)
    return [value for value in known if len(value.strip()) > 1]


def _count(opened: Connector, test: PurgeTest, subject: str, others: Collection[str]) -> dict[str, int]:
    """Count the canary's rows and the others' in one search; without the others where their identifiers can't be told apart."""
    dataset = test.dataset.as_contract()
    try:
        return opened.locate(dataset, [subject, *others])
    except Refused as refused:
        if refused.reason != "bad-subject" or not others:
            raise
        return opened.locate(dataset, [subject])


def _refuse(reason: str, words: str) -> None:
    raise Refused(words, reason=reason)
