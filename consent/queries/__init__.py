"""Reads of programs, notices and choices, split by who asks."""

from consent.queries.choices import (
    Choices,
    choices_of,
    datasets_of,
    given,
    history_of,
    notice_in_force,
    notice_version,
    program_open,
    programs_open,
    recorded_into,
    still_owed,
    uncovered_datasets,
)

__all__ = [
    "Choices",
    "choices_of",
    "datasets_of",
    "given",
    "history_of",
    "notice_in_force",
    "notice_version",
    "program_open",
    "programs_open",
    "recorded_into",
    "still_owed",
    "uncovered_datasets",
]
