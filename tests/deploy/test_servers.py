"""The ports that a stack takes."""

from __future__ import annotations

import socket

from deploy.local.servers import LOOPBACK, free_ports


def test_all_ports_are_different_and_free():
    ports = free_ports(20)

    assert len(set(ports)) == 20
    for port in ports:
        with socket.create_server((LOOPBACK, port)):
            pass


def test_the_first_is_the_preferred_one():
    (preferred,) = free_ports(1)

    assert free_ports(3, preferred=preferred)[0] == preferred


def test_another_is_taken_if_somebody_listens_there():
    with socket.create_server((LOOPBACK, 0)) as server:
        taken = server.getsockname()[1]

        assert taken not in free_ports(3, preferred=taken)
