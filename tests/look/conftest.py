"""The gallery of pages, served once for all tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.look.gallery import serve


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The address of the gallery."""
    with serve() as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk-sized page of its own."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()
