"""What legal sees of requests: how many were answered in time, month by month, and what is overdue, with its cause (R55)."""

from typing import Any

from consent.figures import chart
from people.models import Person
from reports import queries
from rights.queries import register
from rights.queries.register import Month


def performance(person: Person) -> dict[str, Any]:
    """The card of due dates for those who may export: a chart, its table, and the overdue requests without a person."""
    queries.built_for(person)
    months = register.by_month()
    drawn = chart.draw([(one.month, _share(one)) for one in months], {})
    last = next((one for one in reversed(months) if one.due), None)
    return {
        "chart": drawn,
        "percent": _share(last) if last else None,
        "month": last.month if last else None,
        "rows": [{"month": one, "percent": _share(one)} for one in reversed(months)],
        "any": any(one.due or one.running for one in months),
        "overdue": [
            {"request": request.short_ref, "kind": request.get_kind_display(), "due_on": request.due_on, "cause": cause}
            for request, cause in register.overdue()
        ],
    }


def _share(month: Month) -> int | None:
    """Answered in time, in percent of what was due; None for a month in which nothing was."""
    return round(100 * month.in_time / month.due) if month.due else None
