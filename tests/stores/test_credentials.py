"""Credentials of stores: where they may come from, and what they may never be."""

import pytest

from stores import credentials
from stores.contract import Refused
from stores.models import Store
from tests.cast import Cast


@pytest.mark.parametrize("name", sorted(credentials.OWN_SECRETS))
def test_a_secret_of_assent_is_no_credential(cast: Cast, monkeypatch, name: str) -> None:
    monkeypatch.setenv(name, "secret")
    with pytest.raises(Refused, match="own secrets"):
        credentials.resolve(Store(credential_reference=f"env:{name}"))


def test_neither_are_the_files_that_hold_them(cast: Cast, monkeypatch, settings, tmp_path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    settings.VAR_DIR, settings.AUDIT_KEY_FILE = folder, tmp_path / "audit.key"
    monkeypatch.setenv("ASSENT_MASTER_KEY_FILE", str(tmp_path / "master"))
    for path in (tmp_path / "master", tmp_path / "audit.key", folder / "secret", tmp_path / "x" / ".." / "master"):
        with pytest.raises(Refused, match="own secrets"):
            credentials.resolve(Store(credential_reference=f"file:{path}"))
    with pytest.raises(Refused, match="own secrets"):
        credentials.resolve(Store(credential_reference="file:/proc/self/environ"))


def test_a_file_of_the_store_is_read(cast: Cast, tmp_path) -> None:
    (tmp_path / "password").write_text("open sesame\n")
    assert credentials.resolve(Store(credential_reference=f"file:{tmp_path / 'password'}")) == "open sesame"
