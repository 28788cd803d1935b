"""What an agency gives as an address never leads into our own network."""

import datetime as dt
import http.server
import socket
import ssl
import threading
import time
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from certificates.watching import posting

INSIDE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::127.0.0.1",
    "::ffff:0:7f00:1",
    "64:ff9b:1::7f00:1",
    "fec0::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_no_address_outside(address):
    assert not posting.is_outside(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_an_address_of_the_open_internet_is_outside(address):
    assert posting.is_outside(address)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_posted_to(address, monkeypatch):
    monkeypatch.setattr(posting, "_send", unreachable)
    reply = posting.post(
        "https://hooks.example.org/x", b"{}", {}, lookup=lambda *_: [address]
    )
    assert reply == posting.Reply(None, "refused")


def test_one_address_inside_among_others_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(posting, "_send", unreachable)
    reply = posting.post(
        "https://hooks.example.org/",
        b"{}",
        {},
        lookup=lambda *_: ["93.184.216.34", "10.0.0.1"],
    )
    assert reply.problem == "refused"


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    seen = []
    monkeypatch.setattr(posting, "_send", lambda parts, *rest: seen.append(rest[:2]))
    posting.post(
        "https://hooks.example.org/", b"{}", {}, lookup=lambda *_: ["93.184.216.34"]
    )
    assert seen == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example.org/", "scheme"),
        ("ftp://hooks.example.org/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https:///x", "host"),
        ("https://hooks.example.org:bad/", "host"),
        ("https://hooks.example.org:8443/", "port"),
        ("https://us@hooks.example.org/", "credentials"),
        ("https://us:er@hooks.example.org/", "credentials"),
    ],
)
def test_what_is_no_plain_https_address_is_refused(url, reason):
    with pytest.raises(posting.Refused) as refusal:
        posting.check_address(url)
    assert refusal.value.reason == reason


def test_a_name_without_an_address_is_unreachable():
    def nowhere(*_):
        raise socket.gaierror

    reply = posting.post("https://gone.example.org/", b"{}", {}, lookup=nowhere)
    assert reply == posting.Reply(None, "unreachable")


@pytest.mark.parametrize(
    ("status", "problem"), [(200, ""), (204, ""), (302, "answered"), (500, "answered")]
)
def test_only_an_answer_in_the_two_hundreds_counts_as_taken(server, status, problem):
    server.status = status
    reply = posting.post(
        server.url, b'{"a":1}', {"webhook-id": "k"}, allows_loopback=True
    )
    assert reply == posting.Reply(status, problem)
    assert server.taken == [(b'{"a":1}', "k")]


def test_a_redirect_is_not_followed(server):
    server.status, server.location = 302, server.url
    posting.post(server.url, b"{}", {}, allows_loopback=True)
    assert len(server.taken) == 1


def test_a_closed_port_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reply = posting.post(f"http://127.0.0.1:{port}/", b"", {}, allows_loopback=True)
    assert reply == posting.Reply(None, "unreachable")


def test_a_server_that_drips_its_answer_is_cut_off(monkeypatch):
    monkeypatch.setattr(posting, "DEADLINE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripper = threading.Thread(target=drip, args=[listener])
        dripper.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        reply = posting.post(url, b"{}", {}, allows_loopback=True)
        dripper.join()
    assert reply == posting.Reply(None, "slow")


def test_a_certificate_of_nobody_known_is_not_trusted(server, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = server.url.replace("http://127.0.0.1", "https://localhost")
    reply = posting.post(url, b"{}", {}, allows_loopback=True)
    assert reply == posting.Reply(None, "tls")
    assert server.taken == []


def drip(listener):
    client, _ = listener.accept()
    with client, suppress(OSError):
        client.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(40):
            time.sleep(0.05)
            client.sendall(b"x")


def self_signed(folder):
    """Write a key and a certificate for localhost, made just now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def unreachable(*_):
    raise AssertionError("something was sent")


@pytest.fixture
def server():
    """A receiver on loopback that keeps what it is sent."""

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.taken.append((body, self.headers["webhook-id"]))
            self.send_response(self.server.status)
            if self.server.location:
                self.send_header("Location", self.server.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Receiver) as receiver:
        receiver.status, receiver.location, receiver.taken = 200, "", []
        receiver.url = f"http://127.0.0.1:{receiver.server_port}/hook"
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


def test_a_name_too_long_for_the_name_system_is_unreachable():
    long = "".join(chr(0x4E00 + step * 97) for step in range(40))
    reply = posting.post(f"https://{long}.example/", b"{}", {})
    assert reply.problem == "unreachable"
