"""Asking a service that does not behave."""

import json
import socket
import time

import pytest

from app.core import calls, hosts
from app.core.calls import Bounds, Refused, ServiceError, TooSlow, post, post_json
from app.core.hosts import PrivateAddress
from tests.support.mail_servers import self_signed
from tests.support.translators import says, translators

HANGS = {
    "before": b"",
    "in the status": b"HTTP/1.1 2",
    "in the headers": b"HTTP/1.1 200 OK\r\nX: ",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "in a body of any length": b"HTTP/1.1 200 OK\r\n\r\n{",
}


@pytest.fixture
def service():
    with translators() as service:
        yield service


def ask(service, *, within_s=10, path="/translate"):
    return post_json(f"{service.url}{path}", {"q": "hello"}, headers={"X-Key": "k"}, within_s=within_s)


def test_a_question_and_its_answer_are_json(service):
    assert ask(service, path="/base/translate?x=1") == {"translatedText": "olleh"}

    [asked] = service.asked
    assert (asked.path, asked.query, asked.body) == ("/base/translate", {"x": ["1"]}, {"q": "hello"})
    assert asked.headers["X-Key"] == "k" and asked.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_followed_elsewhere(service, status):
    service.answer = says(status, b"", Location=f"{service.url}/elsewhere")
    with pytest.raises(Refused):
        ask(service)

    assert [asked.path for asked in service.asked] == ["/translate"]


@pytest.mark.parametrize("status", [201, 204, 400, 403, 404, 429, 500, 503])
def test_another_status_than_200_is_a_refusal(service, status):
    service.answer = says(status, b'{"error": "no"}')
    with pytest.raises(Refused) as refused:
        ask(service)

    assert refused.value.status == status


def test_what_a_refusal_says_is_cut_for_the_log(service):
    service.answer = says(500, b"x" * 100_000)
    with pytest.raises(Refused) as refused:
        ask(service)

    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_garbage_is_no_answer(service, body):
    service.answer = says(200, body)
    with pytest.raises(ServiceError, match="no JSON"):
        ask(service)


def test_an_answer_without_end_is_not_read_to_its_end(service):
    service.answer = says(200, json.dumps("x" * 2 * calls.MOST_BYTES).encode())
    with pytest.raises(ServiceError, match="more than"):
        ask(service)


@pytest.mark.parametrize("head", HANGS.values(), ids=HANGS.keys())
def test_a_service_that_hangs_is_hung_up_on(service, head):
    def hang(handler):
        handler.wfile.write(head)
        service.ended.wait(30)

    service.answer = hang
    with pytest.raises(TooSlow):
        ask(service, within_s=0.2)


@pytest.mark.parametrize("head", HANGS.values(), ids=HANGS.keys())
def test_a_service_that_dawdles_is_hung_up_on(service, head):
    def dawdle(handler):
        handler.wfile.write(head)
        while not service.ended.wait(0.05):
            handler.wfile.write(b" ")

    service.answer = dawdle
    before = time.monotonic()
    with pytest.raises(ServiceError):
        ask(service, within_s=0.5)

    # Each letter came in time; only all of them together did not.
    assert time.monotonic() - before < 30


def test_a_service_that_hangs_up_gave_no_answer(service):
    service.answer = lambda handler: handler.connection.close()
    with pytest.raises(ServiceError, match="no answer"):
        ask(service)


def test_where_nobody_listens_there_is_no_answer():
    with translators() as gone:
        pass
    with pytest.raises(ServiceError, match="no answer"):
        ask(gone)


def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(tmp_path):
    with translators(tls=self_signed(tmp_path)) as impostor:
        with pytest.raises(ServiceError, match="CERTIFICATE_VERIFY_FAILED"):
            ask(impostor)

        assert impostor.asked == []


def test_a_certificate_that_is_good_is_talked_to(tmp_path, monkeypatch):
    with translators(tls=self_signed(tmp_path)) as known:
        trusting = calls.verified.__wrapped__()
        trusting.load_verify_locations(tmp_path / "certificate.pem")
        monkeypatch.setattr(calls, "verified", lambda: trusting)

        assert ask(known) == {"translatedText": "olleh"}


def test_where_only_a_status_is_wanted_no_body_is_waited_for(service):
    def hang(handler):
        handler.wfile.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 100\r\n\r\n")
        service.ended.wait(30)

    service.answer = hang

    assert post(service.url, b"{}", headers={}, bounds=Bounds(10, most_bytes=0)) == (204, b"")


def test_who_may_only_go_to_what_is_everybodys_goes_to_no_private_address(service):
    with pytest.raises(PrivateAddress):
        post(service.url, b"{}", headers={}, bounds=Bounds(10, public_only=True))

    assert service.asked == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_called(service, monkeypatch):
    real, asked = socket.getaddrinfo, []

    def rebind(host, port, *options, **more):
        # As a name does that was looked at before it is used: public at first, then of this machine.
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *options, **more)

    monkeypatch.setattr(hosts.socket, "getaddrinfo", rebind)
    url = service.url.replace("127.0.0.1", "rebinding.example.org")
    post(f"{url}/translate", b'{"q": ""}', headers={}, bounds=Bounds(10))

    assert asked == ["rebinding.example.org"]
    assert service.asked[0].headers["Host"].startswith("rebinding.example.org:")


@pytest.mark.parametrize("host", ["a..b", "x" * 64, "."])
def test_what_cannot_be_a_host_gives_no_answer(host):
    with pytest.raises(ServiceError, match="no answer"):
        post(f"http://{host}/", b"{}", headers={}, bounds=Bounds(10))
