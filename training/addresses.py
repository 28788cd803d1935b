"""Where a request comes from."""

import ipaddress

from django.conf import settings


def client_address(request):
    """Return the client's address, as far as it can be trusted.

    Each trusted proxy appends the address that it saw to X-Forwarded-For, so the
    n-th entry from the right was written by the outermost of n of them; whatever
    a client puts into the header stands further left.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies < 1:
        return direct
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return entries[-proxies].strip() if len(entries) >= proxies else direct


def network_of(address, length, length_6):
    """Return the network of ``address``; what is no address shares one."""
    return networks_of(address, (length, length_6))[0]


def networks_of(address, *lengths):
    """Return the networks of ``address``, for each (bits, bits in version 6)."""
    if address.count(":") == 1:  # some proxies write the port behind the address
        address = address.partition(":")[0]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ["unknown"] * len(lengths)
    if mapped := getattr(ip, "ipv4_mapped", None):
        ip = mapped
    return [
        _network(ip, bits if ip.version == 4 else bits_6) for bits, bits_6 in lengths
    ]


def _network(ip, bits):
    """Write a network as ``ipaddress`` does, which takes ten times as long."""
    rest = ip.max_prefixlen - bits
    return f"{type(ip)(int(ip) >> rest << rest)}/{bits}"
