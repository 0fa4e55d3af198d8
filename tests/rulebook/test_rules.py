"""docs/rules.md is made from the tests, and the core set has no gap."""

import ast

from tests.rulebook.catalogue import CORE, RULES
from tests.rulebook.page import ROOT, marked, page
from tests.rulebook.page import tests_by_rule as by_rule


def test_every_rule_of_the_core_set_has_a_test():
    missing = sorted(CORE - by_rule().keys())
    assert not missing, f"No test is marked with these rules of the core set: {missing}"


def test_every_marked_rule_is_in_the_catalogue():
    unknown = {rule: tests for rule, tests in by_rule().items() if rule not in RULES}
    assert not unknown, f"Say in tests/rulebook/catalogue.py what these rules are: {unknown}"


def test_the_page_is_made_from_the_tests():
    written = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    assert written == page(), "Run: python -m tests.rulebook.page > docs/rules.md"


def test_marks_of_files_classes_and_tests_are_found():
    source = 'pytestmark = [pytest.mark.rule("R01")]\n\n\n@pytest.mark.rule("D02", "D03")\ndef test_it():\n    pass\n'
    assert list(marked(ast.parse(source))) == [("test_it", {"R01", "D02", "D03"})]
    assert list(marked(ast.parse("def test_it():\n    pass\n"))) == [("test_it", set())]
