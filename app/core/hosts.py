"""Hosts elsewhere: where they are, and whether what is there is everybody's."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, NamedTuple

# A name with more addresses than this is none of a server that anybody relies on.
MOST_ADDRESSES = 8
# The part of IPv6 that is given out; beside it stand only networks of one's own, and ways to IPv4.
GIVEN_OUT = IPv6Network("2000::/3")
# What leads to the IPv4 address in its last 32 bits (RFC 6052), be that a private one.
NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddress(Exception):
    """A host has an address that is not everybody's: of this machine, or of a network of one's own."""


class Place(NamedTuple):
    """An address to which one can connect."""

    family: int
    address: Any

    @property
    def is_public(self) -> bool:
        """Whether it is everybody's."""
        return is_public(self.address[0])


def places(host: str, port: int, *, public_only: bool) -> list[Place]:
    """Where a host is. Raises OSError or ValueError where that is nowhere, and PrivateAddress."""
    found = _look_up(host, port)
    if public_only and not all(place.is_public for place in found):
        raise PrivateAddress(host)
    return found[:MOST_ADDRESSES]


def is_plainly_private(host: str) -> bool:
    """Whether that can be told without asking anybody: by an address, or the name of this machine."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        # Also in the old spellings, such as 127.1 and 0x7f000001.
        return not all(place.is_public for place in _look_up(host, 0, socket.AI_NUMERICHOST))
    except socket.gaierror:
        return False


def is_literal(host: str) -> bool:
    """Whether it is an address, and not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an address is everybody's, and so is each that it leads to."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    inner = _inner(found)
    if inner is not None:
        return is_public(str(inner))
    # Teredo (RFC 4380) leads to an IPv4 address as well, and is global for nobody.
    return found in GIVEN_OUT and found.is_global and found.teredo is None


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which one of IPv6 leads."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _look_up(host: str, port: int, flags: int = 0) -> list[Place]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [Place(family, address) for family, _type, _protocol, _name, address in found]
