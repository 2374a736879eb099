from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.net import read_literal, refusal
from worker.net.addresses import NAT64, PUBLIC_V6


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
        ("fe80::1%25eth0", "fe80::1%eth0"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_every_spelling_of_an_address_is_read(spelling: str, address: str) -> None:
    assert read_literal(spelling) == ip_address(address)


@pytest.mark.parametrize(
    "name",
    ["example.org", "localhost", "1.2.3.4.example.org", "0x7f.example", "", ".", "1.2.3.999",
     "a127.0.0.1", "١٢٧.0.0.1", "127.0.0.1 x", "0127.0.0.1\n"],
)  # fmt: skip
def test_a_name_is_no_address(name: str) -> None:
    assert read_literal(name) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "a loopback address"),
        ("0.0.0.0", "the unspecified address"),
        ("10.0.0.1", "a private address"),
        ("172.16.0.1", "a private address"),
        ("192.168.1.1", "a private address"),
        ("100.64.0.1", "a private address"),  # carrier-grade NAT
        ("100.100.100.200", "a private address"),  # a cloud's metadata service
        ("169.254.169.254", "a link-local address"),
        ("192.0.2.1", "a private address"),
        ("198.18.0.1", "a private address"),
        ("224.0.1.1", "a multicast address"),  # which is_global calls global
        ("239.255.255.250", "a multicast address"),
        ("240.0.0.1", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("::", "the unspecified address"),
        ("::1", "a loopback address"),
        ("fe80::1", "a link-local address"),
        ("fe80::1%eth0", "a link-local address"),
        ("fc00::1", "a private address"),
        ("fd00:ec2::254", "a private address"),
        ("fec0::1", "a private address"),  # site-local, which is_global calls global
        ("ff02::1", "a multicast address"),
        ("2001:db8::1", "a private address"),
        ("::127.0.0.1", "a reserved address"),  # IPv4-compatible, long gone
        ("::ffff:127.0.0.1", "a loopback address"),
        ("::ffff:169.254.169.254", "a link-local address"),
        ("64:ff9b::7f00:1", "a loopback address in disguise"),
        ("64:ff9b::a00:1", "a private address in disguise"),
        ("64:ff9b:1::7f00:1", "a reserved address"),
        ("2002:7f00:1::", "a loopback address in disguise"),
        ("2002:c0a8:101::1", "a private address in disguise"),
        ("2001:0:7f00:1::1", "a loopback address in disguise"),
        ("2001:0:808:808:0:0:80ff:fffe", "a loopback address in disguise"),  # the client inside
        ("5f00::1", "a reserved address"),
    ],
)
def test_what_is_not_public_is_refused(address: str, reason: str) -> None:
    assert refusal(ip_address(address)) == reason


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
     "2002:808:808::1"],
)  # fmt: skip
def test_what_is_public_may_be_asked(address: str) -> None:
    assert refusal(ip_address(address)) is None


@pytest.mark.parametrize(
    ("address", "network", "opened"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("64:ff9b::a01:203", "10.0.0.0/8", True),
        ("11.0.0.1", "10.0.0.0/8", True),  # public anyway
        ("192.168.0.1", "10.0.0.0/8", False),
        ("fd00::1", "fd00::/8", True),
        ("::1", "127.0.0.0/8", False),
        ("127.0.0.1", "::/0", False),
    ],
)
def test_the_operator_opens_networks_by_name(
    address: str,
    network: str,
    opened: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert (refusal(ip_address(address), [ip_network(network)]) is None) is opened


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_public_in_another_dress_alone(address: IPv4Address) -> None:
    """Mapped, NAT64 and 6to4 dresses are judged as what wears them."""
    naked = refusal(address) is None
    number = int(address)
    assert (refusal(IPv6Address((0xFFFF << 32) | number)) is None) is naked
    assert (refusal(IPv6Address(int(NAT64[0]) | number)) is None) is naked
    assert (refusal(IPv6Address((0x2002 << 112) | (number << 80))) is None) is naked


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_outside_the_public_range_is_refused(address: IPv6Address) -> None:
    if address not in PUBLIC_V6 and address not in NAT64 and address.ipv4_mapped is None:
        assert refusal(address) is not None
