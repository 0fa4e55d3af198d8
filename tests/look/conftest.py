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


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[Page]:
    """A desk-sized page that is only read, by one test after the other: a page of its own costs as much as all else."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


@pytest.fixture(scope="session")
def small_phone(browser: Browser) -> Iterator[Page]:
    """The same in the size of a small phone."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    yield page
    page.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk-sized page of its own."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()
