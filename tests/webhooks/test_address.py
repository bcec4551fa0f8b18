"""Which addresses may be called, as far as they themselves tell it."""

import re

import pytest

from app.webhooks import address

RIGHT = [
    "https://hooks.example.org/microblog", "https://hooks.example.org", "https://example.org:8443/a?b=c#d",
    "HTTPS://Hooks.Example.org/@me", "https://1.1.1.1/", "https://[2606:4700::1111]:443/x", "https://a_b.io/",
    "https://xn--bcher-kva.example/", "https://example.org./", "https://example.org?x", "http://example.org/",
]  # fmt: skip
WRONG = [
    "", "https://", "https:///x", "hooks.example.org", "//example.org/", "ftp://example.org/", "file:///x",
    "javascript:alert(1)", "https://user@example.org/", "https://a:b@example.org/", "https://@example.org",
    "https://example.org:0/", "https://example.org:65536/", "https://example.org:/", "https://example.org:x/",
    "https://example..org/", "https://.example.org/", f"https://{'x' * 64}.org/", f"https://{'a.' * 127}b/",
    "https://bücher.example/", "https://example.org/a b", "https://example.org\n", "https://example.org/\x00",
    " https://example.org/", "https://example.org\\@127.0.0.1/", "https://exa%6dple.org/", "https://[::1/",
    "https://[1.2.3.4]/", "https://[fe80::1%25eth0]/", "https://[:::]/", "https://example.org/" + "x" * 2000,
]  # fmt: skip
PRIVATE = [
    "https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://2130706433/", "https://[::1]/",
    "https://[::ffff:10.0.0.1]/", "https://10.0.0.1:8443/", "https://169.254.169.254/latest/meta-data/",
    "https://localhost/", "https://LOCALHOST.:443/", "https://x.localhost/", "http://example.org/",
]  # fmt: skip


@pytest.mark.parametrize("url", RIGHT)
def test_what_is_an_address(url):
    assert address.is_right(url) and address.is_allowed(url, private_too=True)
    assert re.search(address.PATTERN, url)


@pytest.mark.parametrize("url", WRONG, ids=ascii)
def test_what_is_none(url):
    assert not address.is_right(url)


@pytest.mark.parametrize("url", PRIVATE)
def test_what_may_be_called_only_where_private_addresses_may(url):
    assert address.is_right(url) and not address.is_allowed(url, private_too=False)
    assert address.is_allowed(url, private_too=True)


@pytest.mark.parametrize("url", ["https://example.org/", "https://1.1.1.1/", "https://[2606:4700::1111]/"])
def test_what_may_be_called_everywhere(url):
    assert address.is_allowed(url, private_too=False)


def test_what_is_no_address_may_be_called_nowhere():
    assert not address.is_allowed("https://user@example.org/", private_too=True)
