"""From which address a request comes: the client's, where a proxy that we know says so.

Anybody can write `X-Forwarded-For`. A proxy adds the address that it has seen at its right end, so
the header is read from there, and only as far as the proxies named in `TRUSTED_PROXIES` go.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from cms.settings.proxies import UNIX, Proxies

Address = IPv4Address | IPv6Address
# What a peer without any address counts as: they are all one.
NOBODY: Final = "nobody"
MOST_HOPS: Final = 20
LONGEST: Final = 64
# One line of a customer gets a network of this size, with more addresses than there are tries.
IPV6_NETWORK: Final = 64


def client_address(meta: dict[str, Any], proxies: Proxies) -> Address | None:
    """The address of whoever asks; None where there is none to be known.

    `meta` is the request's `META`. What a trusted proxy hands on and is no address is not believed:
    then the proxy itself is the client.
    """
    peer = parse(str(meta.get("REMOTE_ADDR") or ""))
    if not _is_trusted(peer, proxies):
        return peer
    client = peer
    for hop in _hops(meta):
        address = parse(hop)
        if address is None:
            return client
        client = address
        if not _is_trusted(address, proxies):
            return client
    return client


def counted(address: Address | None) -> str:
    """What attempts from an address are counted under: itself, or the /64 it is in."""
    if address is None:
        return NOBODY
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_NETWORK), strict=False))
    return str(address)


def parse(text: str) -> Address | None:
    """An address as proxies write it: with a port, in brackets, with a zone, IPv4 inside IPv6."""
    text = text.strip().strip('"')
    if len(text) > LONGEST:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _hops(meta: dict[str, Any]) -> Sequence[str]:
    """From the nearest to the farthest."""
    header = str(meta.get("HTTP_X_FORWARDED_FOR") or "")
    hops = header.rsplit(",", MOST_HOPS)[-MOST_HOPS:] if header.strip() else []
    return hops[::-1]


def _is_trusted(address: Address | None, proxies: Proxies) -> bool:
    if address is None:
        return UNIX in proxies
    return any(not isinstance(each, str) and address in each for each in proxies)
