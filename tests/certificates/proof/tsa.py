"""A time-stamp authority of one's own on loopback, as RFC 3161 describes it."""

import asyncio
import datetime as dt
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from .builders import rsa_key

DAY = dt.timedelta(days=1)


class Authority:
    """Answers while it runs; what it is asked is counted."""

    def __init__(self, at=None, days=3650):
        self.asked = 0
        self.is_down = False
        self.at, self.days = at, days
        self.root = _certificate("TSA root", "TSA root", None, self.now(), 3650)

    def now(self):
        """Return the instant that it was set up for, or else the clock's."""
        return self.at or dt.datetime.now(dt.UTC)

    def set_up(self, port):
        self.url = f"http://127.0.0.1:{port}/tsa"
        crl = f"http://127.0.0.1:{port}/tsa.crl"
        leaf = _certificate("TSA", "TSA root", crl, self.now(), self.days)
        plain = rsa_key("TSA").private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        )
        self._stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(leaf),
            asn1_keys.PrivateKeyInfo.load(plain),
            certs_to_embed=[asn1_x509.Certificate.load(self.root)],
            fixed_dt=self.at,
        )

    def stamp(self, request):
        self.asked += 1
        question = tsp.TimeStampReq.load(request)
        return asyncio.run(self._stamper.async_request_tsa_response(question)).dump()

    def crl(self):
        name = _name("TSA root")
        builder = x509.CertificateRevocationListBuilder(name)
        now = self.now()
        builder = builder.last_update(now - DAY).next_update(now + DAY)
        signed = builder.sign(rsa_key("TSA root"), SHA256())
        return signed.public_bytes(Encoding.DER)


@contextmanager
def running(**facts):
    """Run an ``Authority`` on a free port of this machine."""
    authority = Authority(**facts)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.is_down:
                self.send_error(503)
                return
            self._answer(authority.stamp(body), "application/timestamp-reply")

        def do_GET(self):
            self._answer(authority.crl(), "application/pkix-crl")

        def _answer(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.set_up(server.server_port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_pem(certificate):
    """Return a certificate in DER as text, as files have it."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject, issuer, crl_url, now, days):
    """Return a certificate in DER; with ``crl_url`` one that stamps."""
    public = rsa_key(subject).public_key()
    builder = x509.CertificateBuilder(_name(issuer), _name(subject), public)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - 3650 * DAY)
    builder = builder.not_valid_after(now + days * DAY)
    is_root = crl_url is None
    basic = x509.BasicConstraints(ca=is_root, path_length=None)
    builder = builder.add_extension(basic, critical=True)
    if not is_root:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
        place = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(crl_url)], None, None, None
        )
        points = x509.CRLDistributionPoints([place])
        builder = builder.add_extension(points, critical=False)
    return builder.sign(rsa_key(issuer), SHA256()).public_bytes(Encoding.DER)
