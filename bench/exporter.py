"""The process that exports, so that its peak memory is its own: reads one JSON line, writes one."""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stores.connectors.registry import open_connector
from stores.contract import Dataset, Window
from stores.values import json_line


def main() -> None:
    """Export one person's rows as the line on standard input says: as they come, or each written as a line of JSON."""
    job = json.loads(sys.stdin.readline())
    connector = open_connector("sql", options={"url": job["url"]})
    within = Window() if job["within"] else None
    dataset = Dataset(name="bench", location="events", subject_column="person", time_column="at", within=within)
    started, used = time.perf_counter(), time.process_time()
    rows, size = _read(connector.export_batches(dataset, job["person"]), lines=job["lines"])
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    connector.close()
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"rows": rows, "bytes": size, "seconds": seconds, "cpu_s": cpu, "peak_rss_mb": peak / 1024}))


def _read(batches: Iterator[Sequence[Mapping[str, Any]]], *, lines: bool) -> tuple[int, int]:
    rows = size = 0
    for batch in batches:
        rows += len(batch)
        if lines:
            size += sum(map(len, map(json_line, batch)))
    return rows, size


if __name__ == "__main__":
    main()
