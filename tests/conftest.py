"""The test bed: real servers, test keys in a temporary folder, a browser, and no way out to the network."""

import os
import secrets
import shutil
import sys
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import redis
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.audit import flush
from tests.servers import MariaDB, PostgreSQL, Server, ServerError, Valkey

if TYPE_CHECKING:
    from tests.cast import Cast

# Set by the process that started the servers; pytest-xdist's workers inherit it and start nothing.
MARK = "ASSENT_TEST_BED"
LOOPBACK = {"localhost", "127.0.0.1", "::1", "", None}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # Chromium refuses its sandbox as root, which CI is
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_started: list[Server] = []


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and Valkey, write the test settings into the environment, then let Django read them."""
    if MARK not in os.environ:
        _start_bed()
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if MARK in os.environ and "ASSENT_TEST_VALKEY" in os.environ:
        # Valkey has 16 numbered databases: one for each worker, so that no test sees another's queue.
        base = os.environ["ASSENT_TEST_VALKEY"].rsplit("/", 1)[0]
        os.environ["REDIS_URL"] = f"{base}/{int(worker.removeprefix('gw')) % 16}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    _adapt_settings()
    # pytest-xdist's workers inherit the environment; with this name in it, pytest-django would set Django up in them
    # before the settings above are adapted.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    sys.addaudithook(_refuse_outside)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if hasattr(config, "workerinput"):
        return
    while _started:
        _started.pop().stop()
    folder = os.environ.get(MARK)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _start_bed() -> None:
    folder = Path(tempfile.mkdtemp(prefix="assent-tests-"))
    try:
        if "DATABASE_URL" not in os.environ:
            postgresql = PostgreSQL().start()
            _started.append(postgresql)
            os.environ["DATABASE_URL"] = postgresql.database("assent")
            os.environ["ASSENT_TEST_POSTGRESQL"] = postgresql.url
        valkey = Valkey().start()
        _started.append(valkey)
    except ServerError as error:
        pytest.exit(str(error), returncode=3)
    os.environ |= {
        MARK: str(folder),
        "ASSENT_TEST_VALKEY": valkey.url,
        "ASSENT_DEMO": "1",
        "ASSENT_MASTER_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ASSENT_VAR_DIR": str(folder / "var"),
        "AUDIT_KEY_FILE": str(folder / "audit.key"),
        "SECRET_KEY": secrets.token_urlsafe(48),
    }
    (folder / "var").mkdir()


def _adapt_settings() -> None:
    from django.conf import settings  # noqa: PLC0415 - Django reads its settings once, after the servers are up

    # No manifest and no collected files: the pages take their files from where they are written.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    # Argon2 is slow on purpose; a test that needs it asks for it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A room of governed tables that tests may damage, and a flush that gets past the guards.
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.audit.app"]
    flush.install()
    if settings.SQLITE:
        # A file, because a live server's threads must see the same database.
        name = Path(os.environ[MARK]) / "tests.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(name)


def _refuse_outside(event: str, args: tuple[Any, ...]) -> None:
    """Refuse every connection and every name look-up that leaves this machine."""
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # a Unix socket's address is a path
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host not in LOOPBACK and not host.startswith("127."):
        msg = f"A test tried to reach {host}; tests stay on this machine."
        raise RuntimeError(msg)


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """A short name of this worker, for databases of its own."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "gw0"))


@pytest.fixture(scope="session")
def postgresql_server(worker_name: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that tests may fill: a store, not the portal's own database."""
    url = os.environ.get("ASSENT_TEST_POSTGRESQL")
    if url:
        server = PostgreSQL()
        server.port = int(url.rsplit(":", 1)[1].split("/", maxsplit=1)[0])
        yield server.database(f"store_{worker_name}")
        return
    with PostgreSQL() as server:
        yield server.database(f"store_{worker_name}")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    """The URL (mariadb+pymysql://) of an empty MariaDB database that tests may fill."""
    with MariaDB() as server:
        yield server.database("store")


@pytest.fixture
def valkey() -> Iterator[str]:
    """The URL of this worker's Valkey database (settings.REDIS_URL), empty before and after the test."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()
        yield os.environ["REDIS_URL"]
        client.flushdb()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the machine ships it. Tests make their own context: `browser.new_context(base_url=live_url)`."""
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if program is None:
        pytest.fail("Chromium is not installed: run bin/test, which installs it.")
    # Playwright's synchronous API keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live_url(live_server: LiveServer) -> str:
    """The address of the portal, served by a thread of this process from the test database."""
    return str(live_server.url)


@pytest.fixture
def cast(db: None) -> Iterator["Cast"]:
    """The fixed cast of every test: who is who, one running program, one memory store full of rows."""
    from stores.connectors.memory import forget_memory_stores  # noqa: PLC0415 - models load once Django is set up
    from tests.cast import make_cast  # noqa: PLC0415

    forget_memory_stores()
    yield make_cast()
    forget_memory_stores()
