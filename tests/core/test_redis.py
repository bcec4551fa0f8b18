"""Redis over TLS, with a certificate that nobody vouches for."""

import asyncio

import pytest
from limits.storage import storage_from_string
from redis.exceptions import ConnectionError as Refused

import config
from app.core import redis
from tests.support import tls


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return tls.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def address(certificate, tmp_path_factory):
    with tls.redis_with(certificate, tmp_path_factory.mktemp("redis")) as url:
        yield url


def test_a_certificate_that_nobody_vouches_for_is_refused(address):
    with redis.connect(address) as client, pytest.raises(Refused, match="self-signed"):
        client.ping()


def test_it_is_believed_where_the_address_names_it(address, certificate):
    with redis.connect(f"{address}?ssl_ca_certs={certificate.public}") as client:
        assert client.ping()


def test_it_is_believed_where_that_is_asked_for(address):
    with redis.connect(config.redis_url(address, insecure=True)) as client:
        assert client.ping()


def test_streams_and_limits_believe_it_too(address):
    url = config.redis_url(address, insecure=True)

    async def ping() -> bool:
        async with redis.connect_loop(url) as client:
            return await client.ping()

    assert asyncio.run(ping())
    assert storage_from_string(url).check()
