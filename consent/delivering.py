"""Tells one recipient's system over HTTPS, guarded against being sent elsewhere (server-side request forgery). No Django.

A host must be on the list of allowed hosts, exactly as written there. Its name is resolved once; every address found must be
a public one (or in a network that is listed), and the connection goes to the address that was checked, so that a name which
changes in between leads nowhere. No redirect is followed, no proxy asked. The whole exchange has one time limit.
"""

import contextlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

TIMEOUT_SECONDS = 10.0
MAX_ANSWER = 64 * 1024
_OK = range(200, 300)
_MOVED = range(300, 400)
_BUSY = {429, *range(500, 600)}
_PORTS = {"https": 443, "http": 80}
# The addresses at which clouds answer with credentials and that look public or private: never, even where listed.
_METADATA = {ipaddress.ip_address(text) for text in ("100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Undelivered(Exception):  # noqa: N818 - says what happened
    """The recipient did not confirm. The text is a sentence for officers; it never quotes the answer."""


class Away(Undelivered):
    """The recipient's system can't be reached now; whatever else is meant for it would fail too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Where messages may go: host names (`host` or `host:port`), and networks that are not public but ours."""

    hosts: frozenset[str]
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, hosts: Collection[str], networks: Collection[str]) -> "Guard":
        """Read the two lists as the settings give them; raises ValueError for what is no network."""
        listed = tuple(ipaddress.ip_network(text) for text in networks)
        return cls(hosts=frozenset(host.lower() for host in hosts), networks=listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked address: where to connect, and as whom."""

    secure: bool
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]


def deliver(endpoint: str, *, event: str, body: bytes, headers: Mapping[str, str], guard: Guard) -> str:
    """POST `body` and return the SHA-256 of the answer, which has to be 2xx with `{"received": <event>}` in its body.

    Raises `Away` where the system can't be reached or says so (5xx, 429), else `Undelivered`, each with its reason.
    """
    until = time.monotonic() + TIMEOUT_SECONDS
    target = check(endpoint, guard)
    try:
        status, answer = _exchange(target, body, headers, until)
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= until:
            msg = f"No full answer came within {TIMEOUT_SECONDS:.0f} seconds."
        elif isinstance(error, ssl.SSLCertVerificationError):
            msg = "Its certificate is not valid for this host."
        else:
            msg = f"It can't be reached ({type(error).__name__})."
        raise Away(msg) from error
    _confirmed(status, answer, event)
    return sha256(answer).hexdigest()


def check(endpoint: str, guard: Guard) -> Target:
    """Check an endpoint against the guard and resolve its name; raises `Undelivered` for what may not be reached."""
    parts = _parts(endpoint)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    if parts.scheme not in _PORTS:
        msg = "The address must begin with https://."
        raise Undelivered(msg)
    names = {f"{host}:{port}"} | ({host} if port == _PORTS["https"] else set())
    if not names & guard.hosts:
        msg = f"The host {host}:{port} is not among ASSENT_RECIPIENT_HOSTS."
        raise Undelivered(msg)
    addresses = _resolved(host, port)
    if not all(_may_reach(address, guard) for address in addresses):
        msg = f"The name {host} leads to an address that is not public and not in ASSENT_RECIPIENT_NETWORKS."
        raise Undelivered(msg)
    if parts.scheme == "http" and not all(address.is_loopback for address in addresses):
        msg = "The address must begin with https://; plain http is for this machine alone."
        raise Undelivered(msg)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure=parts.scheme == "https", host=host, port=port, path=path, addresses=addresses)


def _parts(endpoint: str) -> SplitResult:
    try:
        parts = urlsplit(endpoint)
        plain = endpoint.isascii() and endpoint.isprintable() and not set(endpoint) & set(" \\")
        right = plain and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or parts.username is not None or parts.password is not None or parts.fragment:
        msg = "The address is not a plain https://host/path."
        raise Undelivered(msg)
    return parts


def _resolved(host: str, port: int) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        msg = f"The name {host} can't be found."
        raise Away(msg) from error
    # A scope ("%eth0") belongs to link-local addresses alone, and those are refused.
    return tuple(dict.fromkeys(ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found))


def _may_reach(address: Address, guard: Guard) -> bool:
    inner = _unwrapped(address)
    never = inner in _METADATA or inner.is_link_local or inner.is_multicast or inner.is_unspecified
    if never:
        return False
    listed = any(inner.version == network.version and inner in network for network in guard.networks)
    return listed or (inner.is_global and not inner.is_reserved)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, NAT64), where there is one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _exchange(target: Target, body: bytes, headers: Mapping[str, str], until: float) -> tuple[int, bytes]:
    with _connected(target, until) as sock, _cut_at(sock, until):
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        spoken = http.client.HTTPConnection(target.host, target.port)
        # The socket leads to the checked address; with one in place, http.client opens none of its own.
        spoken.sock = sock
        spoken.request("POST", target.path, body=body, headers={**headers, "Host": _host_header(target)})
        with spoken.getresponse() as answer:
            found = answer.status, answer.read(MAX_ANSWER + 1)
        if time.monotonic() >= until:
            # What was cut may look like the end of an answer.
            raise TimeoutError
        return found


def _host_header(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == _PORTS["https" if target.secure else "http"] else f"{host}:{target.port}"


def _connected(target: Target, until: float) -> socket.socket:
    """Connect to the first address that answers; raises the last one's OSError."""
    # A new context for each message: certificates of the system's trust store, names checked, TLS 1.2 at least.
    context = ssl.create_default_context() if target.secure else None
    failed: OSError = TimeoutError()
    for address in target.addresses:
        try:
            plain = socket.create_connection((str(address), target.port), timeout=max(until - time.monotonic(), 0.01))
        except OSError as error:
            failed = error
            continue
        if context is None:
            return plain
        return context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
    raise failed


@contextlib.contextmanager
def _cut_at(sock: socket.socket, until: float) -> Iterator[None]:
    """End the exchange at its limit, however slowly single bytes arrive: a time-out of each read alone would not."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown, which would take the TLS state from under the thread that reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(max(until - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _confirmed(status: int, answer: bytes, event: str) -> None:
    if status in _MOVED:
        msg = f"It answered {status}: redirects are not followed."
        raise Undelivered(msg)
    if status not in _OK:
        msg = f"It answered {status}."
        raise (Away(msg) if status in _BUSY else Undelivered(msg))
    if len(answer) > MAX_ANSWER:
        msg = f"Its answer is longer than {MAX_ANSWER} bytes."
        raise Undelivered(msg)
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("received") != event:
        msg = "Its answer does not confirm this message's id."
        raise Undelivered(msg)
