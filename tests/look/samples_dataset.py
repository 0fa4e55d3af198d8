"""Sample values of a dataset's page: how its deletion was tested."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from purges.forms.datasets import PreparedForm
from tests.look.samples_base import NOW, REF


def dataset(*, live: bool) -> dict[str, Any]:
    why = "Column 'team' points to the table 'teams': a canary would need a row there."
    words = "A made-up row was found and erased. A second search found nothing."
    waiting = "Waiting for a worker. While people's data is erased here, the test waits."
    running = Row(label="Running", tone="live", started_at=NOW, ended_at=None, text=waiting, counts="")
    passed = Row(
        label="Passed",
        tone="ok",
        started_at=NOW - timedelta(days=1),
        ended_at=NOW - timedelta(days=1),
        text=words,
        counts="1 planted, 1 found, 1 erased, 0 left",
    )
    failed = Row(
        label="Failed",
        tone="bad",
        started_at=NOW - timedelta(days=9),
        ended_at=NOW - timedelta(days=9),
        text=why,
        counts="0 planted, 0 found, 0 erased, 0 left",
    )
    verdict = Row(label="Being tested", tone="live", text=waiting) if live else Row(label="Tested", tone="ok", text=words)
    return {
        "dataset": Row(ref=REF, name="Keyboard events", retention_days=90),
        "store": {"name": "Events database", "url": "/s/1/"},
        "facts": [
            ("Where", "capture.keyboard_events"),
            ("Person column", "employee_no"),
            ("Known by", "Employee number"),
            ("Only rows where", "signal = keystroke"),
        ],
        "signals": ["Keystrokes"],
        "verdict": verdict,
        "tests": [running, passed, failed] if live else [passed, failed],
        "live": live,
        "test_url": "" if live else "/test/",
        "form": PreparedForm({"prepared": "x"}) if live else PreparedForm(),
    }
