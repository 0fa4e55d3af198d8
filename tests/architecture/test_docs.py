"""What people can set and run is documented, and nothing is documented that is not there."""

import ast
import re

import pytest

from tests.architecture.house import ROOMS, ROOT, short, sources

READERS = {"envbool", "envint", "envlist", "envnetworks", "envsecret", "envdatabase", "envtext"}
SETTINGS = ROOT / "docs" / "settings.md"
RUNNING = ROOT / "docs" / "running.md"


def settings_read():
    """Give each setting's name as the page writes it, with the file that reads it."""
    for path in sources():
        if short(path).split("/")[0] not in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
                name = ast.literal_eval(node.args[0])
                yield name + ("[_FILE]" if node.func.id == "envsecret" else ""), short(path)


def settings_documented():
    return set(re.findall(r"^\| `([A-Z][A-Z_]+(?:\[_FILE\])?)` \|", SETTINGS.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    read = dict(settings_read())
    missing = {name: path for name, path in read.items() if name not in settings_documented()}
    assert not missing, f"docs/settings.md has no row for these settings (and where they are read): {missing}"
    assert settings_documented() <= set(read), "docs/settings.md names settings that nothing reads"


@pytest.mark.parametrize("path", [path for path in sources() if path.parent.name == "commands"], ids=lambda p: p.stem)
def test_every_management_command_is_documented(path):
    if path.stem != "__init__":
        assert f"`manage.py {path.stem}" in RUNNING.read_text(encoding="utf-8"), "docs/running.md, section Commands"


def test_every_documented_command_is_there():
    own = {path.stem for path in sources() if path.parent.name == "commands"}
    documented = set(re.findall(r"^\| `manage\.py ([a-z_]+)", RUNNING.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented <= own


def test_every_program_in_bin_is_documented():
    text = "".join(path.read_text(encoding="utf-8") for path in [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md")])
    for program in (ROOT / "bin").iterdir():
        assert f"bin/{program.name}" in text, f"bin/{program.name} is in no page of docs/"
