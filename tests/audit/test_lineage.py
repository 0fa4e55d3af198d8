"""Renamed and removed columns don't break old proofs, if a lineage file says so; in silence they do."""

import json

import pytest
from django.apps import apps

from audit import ledger
from audit.models import Entry
from audit.verification import verify
from common.canonical import canonical_bytes
from tests.audit.workshop import make_widget

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed_long_ago(monkeypatch):
    """An entry that sealed a column `status` and a column `colour`, before the migration to today's table."""

    def rewrite(self, payload):
        found = json.loads(payload)
        for group in found["rows"]:
            group["columns"] = ["status" if name == "state" else name for name in group["columns"]] + ["colour"]
            group["rows"] = [[*row, "red"] for row in group["rows"]]
        return canonical_bytes(found)

    original = Entry.__init__

    def init(self, *args, **kwargs):
        if "payload" in kwargs:
            kwargs["payload"] = rewrite(self, kwargs["payload"])
        original(self, *args, **kwargs)

    monkeypatch.setattr(Entry, "__init__", init)
    make_widget()
    ledger.sequence()
    monkeypatch.undo()


def test_without_a_lineage_file_the_missing_column_is_named(sealed_long_ago):
    assert "status (a column that is gone and named in no lineage file)" in verify().problems[0]


def test_with_a_lineage_file_it_verifies_and_says_what_only_the_body_proves(sealed_long_ago, monkeypatch, tmp_path):
    fate = {"workshop_widget": {"columns": {"status": "state", "colour": None}}}
    (tmp_path / "lineage.json").write_text(json.dumps(fate), encoding="utf-8")
    monkeypatch.setattr(apps.get_app_config("workshop"), "path", str(tmp_path))
    report = verify()
    assert report.problems == []
    assert report.body_only == 1
