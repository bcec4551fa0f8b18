"""Which addresses are everybody's."""

import socket

import pytest

from app.core import hosts
from app.core.hosts import PrivateAddress

PUBLIC = ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1",
    "::1", "::", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "100::1", "5f00::1",
]  # fmt: skip
LITERALS = [
    "127.0.0.1", "127.1", "0x7f000001", "2130706433", "017700000001", "0", "10.0.0.1", "::1", "::ffff:7f00:1",
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "169.254.169.254",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_everybodys(address):
    assert hosts.is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not(address):
    assert not hosts.is_public(address)


@pytest.mark.parametrize("host", LITERALS)
def test_some_hosts_are_private_as_they_are_written(host):
    assert hosts.is_plainly_private(host)


@pytest.mark.parametrize("host", ["example.org", "1.1.1.1", "localhost.example.org", "notlocalhost"])
def test_of_others_that_cannot_be_told_without_asking(host):
    assert not hosts.is_plainly_private(host)


@pytest.fixture
def named(monkeypatch):
    """Let every name lead to some addresses: `named("1.1.1.1", "127.0.0.1")`."""

    def lead_to(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(hosts.socket, "getaddrinfo", lambda *_place, **_options: found)

    return lead_to


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("1.1.1.1", "127.0.0.1"), ("1.1.1.1",) * 9 + ("::1",)])
def test_a_host_with_any_private_address_is_private(named, addresses):
    named(*addresses)
    with pytest.raises(PrivateAddress):
        hosts.places("mixed.example.org", 443, public_only=True)


def test_a_host_with_public_addresses_only_may_be_called(named):
    named("1.1.1.1", "1.0.0.1")

    found = hosts.places("two.example.org", 443, public_only=True)
    assert [place.address[0] for place in found] == ["1.1.1.1", "1.0.0.1"]


def test_where_private_addresses_are_allowed_nobody_minds(named):
    named("10.0.0.1")

    assert len(hosts.places("ours.example.org", 443, public_only=False)) == 1
