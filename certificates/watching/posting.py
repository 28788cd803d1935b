"""Posts to an address that an agency gave, and reaches nothing of our own by it."""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5
"""For a connection, and for each piece of an answer."""

DEADLINE_SECONDS = 15
"""For the whole of it; of the answer only the first line counts."""


class Refused(ValueError):
    """The address may not be posted to.

    Attributes:
        reason: "scheme", "host", "port", "credentials" or "private".
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """What came back.

    Attributes:
        status: the HTTP status, or None where nothing answered.
        problem: "", or one word: refused, unreachable, slow, tls, answered.
    """

    status: int | None
    problem: str

    @property
    def is_taken(self):
        return self.problem == ""


def check_address(url, *, allows_loopback=False):
    """Refuse what is no address of a web server in the open.

    Whether the name leads inside is asked again whenever something is posted: it
    may change.

    Raises:
        Refused: why.
    """
    parts = _parts(url)
    if parts.username or parts.password:
        raise Refused("credentials")
    allowed = {"https", "http"} if allows_loopback else {"https"}
    if parts.scheme not in allowed:
        raise Refused("scheme")
    if not parts.hostname:
        raise Refused("host")
    if not allows_loopback and parts.port not in (None, 443):
        raise Refused("port")


def _parts(url):
    try:
        parts = urlsplit(url)
        # A property that reads; what is no number is found out here.
        _ = parts.port
    except ValueError as error:
        raise Refused("host") from error
    return parts


_TRANSLATED = tuple(
    ipaddress.ip_network(one)
    for one in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
)
"""IPv6 that stands for IPv4: compatible, and behind translators (RFC 2765, 6052, 8215).

Which IPv4 it reaches is for the network to decide, so nothing is sent there."""


def resolve(host, port):
    """Return the addresses that ``host`` has now.

    Raises:
        OSError: it has none.
        UnicodeError: it can have none, for a part of it is too long once encoded.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [entry[4][0] for entry in found]


def is_outside(address):
    """Whether an IP address belongs to the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if mapped:
        return is_outside(str(mapped))
    is_inside = ip.is_multicast or getattr(ip, "is_site_local", False)
    return ip.is_global and not is_inside and not _is_translated(ip)


def _is_translated(ip):
    return ip.version == 6 and any(ip in network for network in _TRANSLATED)


def post(url, body, headers, *, allows_loopback=False, lookup=resolve):
    """Send ``body`` once, to the address that was looked at and no other.

    The name is resolved once and the connection made to that very address, so
    that a name which changes between looking and connecting gains nothing.
    Redirects are not followed, and proxies of the environment are not used.

    Args:
        url: as the agency gave it.
        body: bytes of JSON.
        headers: in addition to the content type.
        allows_loopback: for tests and development alone.
        lookup: as :func:`resolve`.
    """
    try:
        check_address(url, allows_loopback=allows_loopback)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = lookup(parts.hostname, port)
    except Refused:
        return Reply(None, "refused")
    except (OSError, UnicodeError):
        return Reply(None, "unreachable")
    if not addresses or not (allows_loopback or all(map(is_outside, addresses))):
        return Reply(None, "refused")
    return _send(parts, addresses[0], port, body, headers)


def _send(parts, address, port, body, headers):
    target = parts.path or "/"
    target += f"?{parts.query}" if parts.query else ""
    said = {"Content-Type": "application/json", "User-Agent": "Alongside", **headers}
    connection = _Pinned(parts, address, port)
    # A server that sends a byte now and then never runs into the socket's timeout.
    end = threading.Timer(DEADLINE_SECONDS, connection.cut)
    end.start()
    try:
        connection.request("POST", target, body=body, headers=said)
        status = connection.getresponse().status
    except ssl.SSLError:
        return Reply(None, "tls")
    except TimeoutError:
        return Reply(None, "slow")
    except (OSError, http.client.HTTPException, ValueError):
        return Reply(None, "slow" if connection.is_cut else "unreachable")
    finally:
        end.cancel()
        connection.close()
    if connection.is_cut:
        return Reply(None, "slow")
    return Reply(status, "" if 200 <= status < 300 else "answered")


class _Pinned(http.client.HTTPConnection):
    """A connection to one IP address, whatever its name means by now."""

    def __init__(self, parts, address, port):
        super().__init__(parts.hostname, port, timeout=TIMEOUT_SECONDS)
        self.is_secure = parts.scheme == "https"
        self.default_port = 443 if self.is_secure else 80
        self.address = address
        self.is_cut = False

    def connect(self):
        """Connect to the address; the certificate must be the name's."""
        bare = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = bare
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(bare, server_hostname=self.host)

    def cut(self):
        """End it from another thread."""
        self.is_cut = True
        if self.sock:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
