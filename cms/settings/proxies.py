"""Which proxies are believed when they say whom they speak for."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

# A proxy on the same machine that comes by a socket has no address.
UNIX: Final = "unix"
Proxies = tuple[IPv4Network | IPv6Network | str, ...]


def parse(value: str) -> Proxies:
    """Comma separated addresses and networks, and the word `unix`.

    Raises ValueError for anything else, and for a network that has everybody in it.
    """
    found: list[IPv4Network | IPv6Network | str] = []
    for part in filter(None, map(str.strip, value.split(","))):
        if part == UNIX:
            found.append(UNIX)
            continue
        try:
            network = ip_network(part)
        except ValueError:
            raise ValueError(f"{part!r} is no address, network or the word unix") from None
        if network.prefixlen == 0:
            raise ValueError(f"{part!r} is everybody: no proxy would be told from a client")
        found.append(network)
    return tuple(found)
