"""The process that erases, so that its peak memory is its own: reads one JSON line, writes one."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from stores.connectors.registry import open_connector
from stores.contract import Batch, Dataset, Journal


class PortalJournal(Journal):
    """Writes one statement per batch into another PostgreSQL database and commits it, as the engine does."""

    def __init__(self, url: str) -> None:
        """Connect to the portal's database."""
        self.portal = psycopg.connect(url, autocommit=True)
        self.portal.execute("CREATE TABLE IF NOT EXISTS progress (number int, erased jsonb, token text, at timestamptz)")
        self.began = 0.0
        self.batches = 0

    def begin(self, before: Mapping[str, int]) -> None:
        """Note when the counts before were known: the erase phase begins here."""
        del before
        self.began = time.perf_counter()

    def intend(self, batch: Batch) -> None:
        """Insert the batch's counts."""
        self.batches += 1
        self.portal.execute(
            "INSERT INTO progress VALUES (%s, %s, %s, now())",
            [batch.number, json.dumps(dict(batch.erased)), batch.token],
        )


def main() -> None:
    """Erase as the line on standard input says."""
    job = json.loads(sys.stdin.readline())
    journal = PortalJournal(job["portal"])
    connector = open_connector("sql", options={"url": job["url"]})
    started = time.perf_counter()
    receipt = connector.erase(Dataset(name="bench", location="events", subject_column="person"), job["victims"], journal=journal)
    ended = time.perf_counter()
    connector.close()
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    answer = {
        "erase_s": round(ended - journal.began, 3),
        "pass_s": round(ended - started, 3),
        "peak_rss_mb": peak / 1024,
        "batches": journal.batches,
        "erased": sum(receipt.erased.values()),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
