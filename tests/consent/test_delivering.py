"""Messages go to listed hosts at checked addresses only, and what counts as told is a confirmation of this very message."""

import datetime as dt
import ipaddress
import json
import socket
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from consent import delivering
from consent.delivering import Away, Guard, Undelivered
from tests.consent.listener import Listener, confirmed, listening

pytestmark = pytest.mark.rule("R38")
BODY = json.dumps({"id": "e1"}).encode()
METADATA = ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe")

INSIDE = ("127.0.0.1", "::1", "10.0.0.8", "192.168.1.1", "0.0.0.0", "::ffff:10.0.0.8", "fe80::1", "ff02::1")  # noqa: S104 - refused


@pytest.fixture
def listener():
    with listening() as found:
        yield found


def guard(*hosts: str, networks: tuple[str, ...] = ("127.0.0.0/8",)) -> Guard:
    return Guard.of(hosts, networks)


def send(listener: Listener, endpoint: str = "") -> str:
    allowed = guard(f"127.0.0.1:{listener.port}")
    return delivering.deliver(endpoint or listener.url, event="e1", body=BODY, headers={"X-Test": "1"}, guard=allowed)


def leads_to(monkeypatch, *addresses: str) -> list[str]:
    """Let every name lead to these addresses; return the list of names that were asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_a_confirmed_message_gives_the_digest_of_the_answer(listener) -> None:
    assert len(send(listener)) == 64
    path, headers, body = listener.got[0]
    assert (path, headers["X-Test"], headers["Host"], body) == ("/hook", "1", f"127.0.0.1:{listener.port}", BODY)


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        ((200, {}, b'{"received": "e2"}'), Undelivered, "does not confirm"),
        ((200, {}, b"ok"), Undelivered, "does not confirm"),
        ((200, {}, b"[" * 60_000), Undelivered, "does not confirm"),
        ((200, {}, b" " * 70_000), Undelivered, "longer than 65536"),
        ((404, {}, b'{"received": "e1"}'), Undelivered, "answered 404"),
        ((500, {}, b"Priya Nair"), Away, "answered 500"),
        ((429, {}, b""), Away, "answered 429"),
        ((302, {"Location": "/elsewhere"}, b""), Undelivered, "redirects are not followed"),
        ((307, {"Location": "http://169.254.169.254/"}, b'{"received": "e1"}'), Undelivered, "redirects are not followed"),
    ],
)
def test_anything_else_is_not_told(listener, answer, kind, says) -> None:
    listener.answer = lambda _: answer
    with pytest.raises(Undelivered, match=says) as refused:
        send(listener)
    assert type(refused.value) is kind
    assert len(listener.got) == 1
    assert "Priya" not in str(refused.value)


def test_a_slow_answer_ends_at_the_limit_of_the_whole_exchange(listener, monkeypatch) -> None:
    monkeypatch.setattr(delivering, "TIMEOUT_SECONDS", 0.5)
    listener.drip = 0.2
    started = time.monotonic()
    with pytest.raises(Away, match="No full answer"):
        send(listener)
    assert time.monotonic() - started < 2


def test_nobody_listens_is_away(listener) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Away, match="can't be reached"):
        delivering.deliver(f"http://127.0.0.1:{port}/", event="e1", body=BODY, headers={}, guard=guard(f"127.0.0.1:{port}"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://other.example/hook",
        "https://hook.example:8443/",
        "https://hook.example.other.example/",
        "https://0x7f000001/",
        "https://hook.example@other.example/",
        "https://user:word@hook.example/",
        "https://hook.example/#part",
        "https://hook.example\\@other.example/",
        "https://hook.example /",
        "ftp://hook.example/",
        "file:///etc/passwd",
        "gopher://hook.example:443/",
        "hook.example",
        "https://",
        "https://hook.example:99999/",
        "https://[::1/",
        "",
    ],
)
def test_addresses_that_are_not_listed_or_not_plain_are_refused(monkeypatch, endpoint) -> None:
    leads_to(monkeypatch, "93.184.215.14")
    with pytest.raises(Undelivered):
        delivering.check(endpoint, guard("hook.example"))


@pytest.mark.parametrize("address", [*METADATA, *INSIDE])
def test_a_listed_name_that_leads_inside_is_refused(monkeypatch, address) -> None:
    leads_to(monkeypatch, "93.184.215.14", address)
    with pytest.raises(Undelivered, match="not public"):
        delivering.check("https://hook.example/", guard("hook.example", networks=()))


@pytest.mark.parametrize("address", METADATA)
def test_the_addresses_of_credentials_are_refused_even_where_their_network_is_listed(monkeypatch, address) -> None:
    leads_to(monkeypatch, address)
    with pytest.raises(Undelivered):
        delivering.check("https://hook.example/", guard("hook.example", networks=("0.0.0.0/0", "::/0")))


def test_a_private_network_that_is_listed_is_reached_by_https_alone(monkeypatch) -> None:
    leads_to(monkeypatch, "10.20.0.8")
    allowed = guard("hook.example", "hook.example:80", networks=("10.20.0.0/16",))
    assert delivering.check("https://hook.example/a?b=c", allowed).path == "/a?b=c"
    with pytest.raises(Undelivered, match="plain http"):
        delivering.check("http://hook.example/", allowed)


def test_a_name_that_changes_after_the_check_leads_nowhere_else(listener, monkeypatch) -> None:
    """The name is asked for once; the connection goes to the address that was checked."""
    answers = [["127.0.0.1"], ["127.0.0.9"]]
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple]:
        if host == "hook.example":
            asked.append(host)
            found = answers.pop(0)
        else:
            found = [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    name = f"hook.example:{listener.port}"
    delivering.deliver(f"http://{name}/hook", event="e1", body=BODY, headers={}, guard=guard(name))
    assert asked == ["hook.example"]
    assert listener.got[0][1]["Host"] == name


def test_a_proxy_of_the_environment_is_not_asked(listener, monkeypatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert send(listener)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A key and a certificate for hook.example in one file, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = dt.datetime.now(dt.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    built = built.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), critical=False)
    path = tmp_path_factory.mktemp("tls") / "hook.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    return path


def test_the_certificate_must_be_trusted_and_for_this_host(certificate, monkeypatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with listening(context) as listener:
        leads_to(monkeypatch, "127.0.0.1")
        hosts = [f"{name}:{listener.port}" for name in ("hook.example", "other.example")]

        def tell(host: str) -> str:
            facts = {"event": "e1", "body": BODY, "headers": {}, "guard": guard(*hosts)}
            return delivering.deliver(f"https://{host}/", **facts)

        with pytest.raises(Away, match="certificate is not valid"):
            tell(hosts[0])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert len(tell(hosts[0])) == 64
        with pytest.raises(Away, match="certificate is not valid"):
            tell(hosts[1])
        assert len(listener.got) == 1


def test_a_message_meant_for_https_is_never_sent_in_plain(listener) -> None:
    with pytest.raises(Away):
        send(listener, f"https://127.0.0.1:{listener.port}/hook")
    assert listener.got == []


def test_networks_are_read_strictly() -> None:
    with pytest.raises(ValueError, match="host bits"):
        Guard.of([], ["10.0.0.1/8"])
    assert Guard.of(["Hook.Example"], []).hosts == {"hook.example"}
    assert confirmed({"id": "x"})[0] == 200
    assert ipaddress.ip_address("127.0.0.1").is_loopback
