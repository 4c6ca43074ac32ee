"""Whose address counts: nobody can write themselves another one."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.settings.proxies import parse
from cms.users.attempts.addresses import client_address, counted

PROXY = "10.0.0.1"
NEAR = parse("10.0.0.0/8, 2001:db8:ff::/48, unix")
ADDRESSES = st.ip_addresses().filter(
    lambda each: (
        getattr(each, "ipv4_mapped", None) is None
        and all(isinstance(proxy, str) or each not in proxy for proxy in NEAR)
    )
)


def client(peer: str, header: str | None = None, proxies=NEAR) -> str:
    meta = {"REMOTE_ADDR": peer}
    if header is not None:
        meta["HTTP_X_FORWARDED_FOR"] = header
    return str(client_address(meta, proxies))


@pytest.mark.parametrize(
    ("peer", "header", "expected"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # not a proxy of ours
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # what the client wrote is left of it
        (PROXY, "198.51.100.1, 10.9.9.9", "198.51.100.1"),  # two proxies of ours
        (PROXY, "198.51.100.1,10.9.9.9,10.0.0.2", "198.51.100.1"),
        (PROXY, "10.1.1.1, 10.2.2.2", "10.1.1.1"),  # a client inside our own network
        (PROXY, "", PROXY),
        (PROXY, None, PROXY),
        (PROXY, " , ", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, "198.51.100.1, unknown", PROXY),
        (PROXY, "198.51.100.1, _hidden", PROXY),
        (PROXY, "198.51.100.1:4711", "198.51.100.1"),
        (PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        (PROXY, '"[2001:db8::1]"', "2001:db8::1"),
        (PROXY, "2001:db8::1", "2001:db8::1"),
        (PROXY, "fe80::1%eth0", "fe80::1"),
        (PROXY, "::ffff:198.51.100.1", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:ff::7", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", "198.51.100.1"),  # by a socket
        (PROXY, "1.1.1.1" + "9" * 500, PROXY),
        (PROXY, "<script>", PROXY),
        (PROXY, "198.51.100.1 10.0.0.2", PROXY),
        (PROXY, "0x7f.1", PROXY),
        (PROXY, "１９８.51.100.1", PROXY),
    ],
)
def test_whose_address_counts(peer, header, expected):
    assert client(peer, header) == expected


def test_without_proxies_the_header_is_ignored_by_a_socket_too():
    assert client("", "198.51.100.1", ()) == "None"
    assert counted(None) == "nobody"
    assert client(PROXY, "198.51.100.1", ()) == PROXY


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
    ],
)
def test_an_ipv6_address_counts_as_its_line(address, expected):
    assert counted(ip_address(address)) == expected


@given(written=st.text(max_size=80), real=ADDRESSES)
def test_whatever_a_client_writes_it_is_itself(written, real):
    """A proxy adds what it has seen at the right."""
    assert client(PROXY, f"{written}, {real}") == str(real)


@given(header=st.text(max_size=200), peer=st.text(max_size=60))
def test_garbage_is_no_error(header, peer):
    counted(client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": header}, NEAR))


def test_a_long_chain_is_read_from_its_near_end_only():
    chain = ", ".join([*(f"203.0.113.{host % 250}" for host in range(5000)), *[PROXY] * 25])
    assert client(PROXY, chain) == PROXY
