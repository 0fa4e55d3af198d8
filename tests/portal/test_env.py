"""Strict readers of the environment: a wrong value is refused with its name."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


@pytest.mark.parametrize(("text", "value"), [("1", True), ("on", True), ("FALSE", False), ("0", False), ("", True)])
def test_yes_and_no(monkeypatch, text, value) -> None:
    monkeypatch.setenv("ASSENT_X", text)
    assert env.envbool("ASSENT_X", default=True) is value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: env.envbool("ASSENT_X", default=False), "maybe"),
        (lambda: env.envint("ASSENT_X", 1), "1.5"),
        (lambda: env.envdatabase("ASSENT_X", ""), "mysql://root@host/db"),
        (lambda: env.envdatabase("ASSENT_X", ""), "postgresql://host:port/db"),
    ],
)
def test_anything_else_is_refused_by_name(monkeypatch, read, text) -> None:
    monkeypatch.setenv("ASSENT_X", text)
    with pytest.raises(ImproperlyConfigured, match="ASSENT_X"):
        read()


def test_a_secret_comes_from_a_file_and_never_from_two_places(monkeypatch, tmp_path) -> None:
    (tmp_path / "secret").write_text("hidden\n")
    monkeypatch.setenv("ASSENT_X_FILE", str(tmp_path / "secret"))
    assert env.envsecret("ASSENT_X") == "hidden"
    monkeypatch.setenv("ASSENT_X", "other")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.envsecret("ASSENT_X")
    monkeypatch.delenv("ASSENT_X")
    monkeypatch.setenv("ASSENT_X_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="absent"):
        env.envsecret("ASSENT_X")


def test_a_network_is_read_strictly(monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_X", "10.20.0.0/16, fd00::/8")
    assert env.envnetworks("ASSENT_X") == ["10.20.0.0/16", "fd00::/8"]
    monkeypatch.setenv("ASSENT_X", "10.20.0.1/16")
    with pytest.raises(ImproperlyConfigured, match="no network"):
        env.envnetworks("ASSENT_X")
    assert env.envnetworks("ASSENT_Y") == []


def test_a_text_keeps_its_commas(monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_X", ' "Office, privacy" <p@example.com> ')
    assert env.envtext("ASSENT_X", "") == '"Office, privacy" <p@example.com>'


def test_a_database_url_is_taken_apart(monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_X", "postgresql://a:p%40ss@h:5433/db?sslmode=require")
    found = env.envdatabase("ASSENT_X", "")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("a", "p@ss", "h", 5433)
    assert (found["NAME"], found["OPTIONS"]) == ("db", {"sslmode": "require"})
    assert env.envdatabase("ASSENT_Y", "sqlite:////var/x.sqlite3")["NAME"] == "/var/x.sqlite3"


@pytest.mark.rule("R35", "R42")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ASSENT_GATE_VALID_FOR_MS", "60001", "at most 60000"),
        ("ASSENT_GATE_VALID_FOR_MS", "-1", "at least 0"),
        ("ASSENT_REASK_MONTHS", "5", "at least 6"),
    ],
)
def test_what_the_law_limits_is_refused_at_the_start(name, value, said) -> None:
    asked = [sys.executable, "-c", "import portal.settings"]
    found = subprocess.run(asked, env=os.environ | {name: value}, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert f"{name} must be {said}" in found.stderr
