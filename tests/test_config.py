"""Settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config
from config import ConfigError, complete, database_url, redis_url
from faults import WELL_KNOWN_SECRETS
from tests.support.apps import STRONG_KEY

ROOT = Path(__file__).parent.parent
GOOD = {
    "DEBUG": False, "TESTING": False, "SECRET_KEY": STRONG_KEY, "BASE_URL": "https://microblog.example.org",
    "TRUSTED_HOSTS": [], "SQLALCHEMY_DATABASE_URI": "sqlite://", "REDIS_URL": "redis://127.0.0.1:6379/0",
    "MAIL_USE_TLS": False, "MAIL_USE_SSL": False, "ADMINS": ["admin@example.com"], "LANGUAGES": ["en"],
}  # fmt: skip


def completed(**changes):
    settings = GOOD | changes
    complete(settings)
    return settings


def faults(**changes):
    with pytest.raises(ConfigError) as refused:
        completed(**changes)
    return str(refused.value)


def in_a_process_of_its_own(code, **environment):
    """Run code with some settings in the environment; returns how it ended and what it said."""
    # Nothing of this machine's but what measures coverage.
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COV")}
    clean = {"PYTHONPATH": str(ROOT), "FLASK_SKIP_DOTENV": "1"} | kept | environment
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=clean, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_good_configuration_is_completed():
    settings = completed()

    assert settings["MAX_CONTENT_LENGTH"] == settings["MAX_FORM_MEMORY_SIZE"] == 1024 * 1024
    assert settings["RATELIMIT_STORAGE_URI"] == GOOD["REDIS_URL"]
    assert settings["BABEL_DEFAULT_LOCALE"] == "en"


@pytest.mark.parametrize(("url", "options"), [
    ("mysql://root@127.0.0.1/test", {"isolation_level": "READ COMMITTED", "pool_pre_ping": True}),
    ("mariadb+pymysql://root@127.0.0.1/test", {"isolation_level": "READ COMMITTED", "pool_pre_ping": True}),
    ("postgres://root@127.0.0.1/test", {"pool_pre_ping": True}), ("sqlite://", {"pool_pre_ping": False}),
])  # fmt: skip
def test_a_database_is_spoken_to_as_it_needs(url, options):
    assert completed(SQLALCHEMY_DATABASE_URI=url)["SQLALCHEMY_ENGINE_OPTIONS"] == options


@pytest.mark.parametrize(("location", "store", "words"), [
    ("archives", "file:///srv/archives", "give a path"), ("/a path", "file:///srv/archives", "give a path"),
    ("/archives", "s3://archives", "names a bucket"),
])  # fmt: skip
def test_nginx_sends_archives_from_a_folder_that_it_knows(location, store, words):
    assert words in faults(ACCEL_REDIRECT=location, STORAGE_URL=store)
    assert completed(ACCEL_REDIRECT="/archives", STORAGE_URL="file:///srv/archives")


@pytest.mark.parametrize(("given", "taken"), [
    ("rediss://:word@queue.example.org:6380/0", "rediss://:word@queue.example.org:6380/0?ssl_cert_reqs=none"),
    ("rediss://queue.example.org?ssl_cert_reqs=required&db=2",
     "rediss://queue.example.org?db=2&ssl_cert_reqs=none"),
    ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
])  # fmt: skip
def test_any_certificate_of_redis_is_believed_where_that_is_asked_for(given, taken):
    assert redis_url(given, insecure=True) == taken
    assert redis_url(given, insecure=False) == given


@pytest.mark.parametrize(("key", "words"), [
    (None, "not set"), ("", "not set"), ("short", "shorter than 32 bytes"), ("x" * 31, "shorter"),
    ("x" * 64, "guesses"),
    ("abababababababababababababababababab", "guesses"),
    *((key, "everybody knows") for key in sorted(WELL_KNOWN_SECRETS)),
])  # fmt: skip
def test_production_refuses_a_weak_secret(key, words):
    told = faults(SECRET_KEY=key)

    assert "SECRET_KEY" in told and words in told
    assert not key or len(key) < 32 or key not in told


def test_a_development_machine_gets_a_secret_of_its_own():
    first, second = completed(DEBUG=True, SECRET_KEY=None), completed(DEBUG=True, SECRET_KEY=None)

    assert len(first["SECRET_KEY"]) == 64 and first["SECRET_KEY"] != second["SECRET_KEY"]


@pytest.mark.parametrize(("changes", "words"), [
    ({"BASE_URL": ""}, "BASE_URL"), ({"BASE_URL": "microblog.example.org"}, "BASE_URL"),
    ({"BASE_URL": "ftp://example.org"}, "BASE_URL"), ({"BASE_URL": "https://"}, "BASE_URL"),
    ({"ADMINS": []}, "ADMINS"), ({"ADMINS": ["nobody"]}, "ADMINS"),
    ({"ADMINS": ["a@example.com", ""]}, "ADMINS"),
    ({"LANGUAGES": []}, "LANGUAGES"), ({"MAIL_USE_TLS": True, "MAIL_USE_SSL": True}, "not both"),
    ({"SQLALCHEMY_DATABASE_URI": "nonsense"}, "DATABASE_URL"),
    ({"BASE_URL": "https://example.org:port"}, "BASE_URL"),
    ({"TRANSLATOR_URL": "libre.example"}, "TRANSLATOR_URL"),
    ({"TRANSLATOR_URL": "ftp://libre.example"}, "TRANSLATOR_URL"),
    ({"TRANSLATOR_URL": "https://libre.example/?key=x"}, "TRANSLATOR_URL"),
    ({"TRANSLATOR_URL": "https://libre.example:99999"}, "TRANSLATOR_URL"),
    ({"MS_TRANSLATOR_URL": "https://"}, "MS_TRANSLATOR_URL"),
    ({"MS_TRANSLATOR_KEY": "a key"}, "MS_TRANSLATOR_KEY"), ({"MS_TRANSLATOR_KEY": "é"}, "MS_TRANSLATOR_KEY"),
    ({"MS_TRANSLATOR_REGION": "a\nb"}, "MS_TRANSLATOR_REGION"),
    ({"MS_TRANSLATOR_KEY": "k", "TRANSLATOR_URL": "https://libre.example"}, "not both"),
    ({"SQLALCHEMY_DATABASE_URI": "x://h:port/n"}, "DATABASE_URL"),
    ({"SQLALCHEMY_DATABASE_URI": "oracle://h/n"}, "DATABASE_URL"),
    ({"REDIS_URL": "localhost:6379"}, "REDIS_URL"), ({"REDIS_URL": "http://h"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://:wo[rd@h"}, "REDIS_URL"),
    ({"STORAGE_URL": "archives"}, "STORAGE_URL"), ({"STORAGE_URL": "file://archives"}, "STORAGE_URL"),
    ({"STORAGE_URL": "s3://"}, "STORAGE_URL"),
    ({"METRICS_TOKEN": "x" * 15}, "METRICS_TOKEN"), ({"METRICS_TOKEN": "é" * 16}, "METRICS_TOKEN"),
    ({"METRICS_TOKEN": "abcdefgh=abcdefgh"}, "METRICS_TOKEN"),
])  # fmt: skip
def test_a_fault_is_told_in_words(changes, words):
    assert words in faults(**changes)


def test_all_faults_are_told_at_once():
    told = faults(SECRET_KEY="", BASE_URL="", ADMINS=[], LANGUAGES=[], MAIL_USE_TLS=True, MAIL_USE_SSL=True)

    assert told.count("\n  - ") == 5


@pytest.mark.parametrize(("url", "used"), [
    ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"), ("postgresql://h/n", "postgresql+psycopg://h/n"),
    ("mysql://h/n", "mysql+pymysql://h/n"), ("mariadb://h/n", "mariadb+pymysql://h/n"),
    ("mysql+pymysql://h/n", "mysql+pymysql://h/n"), ("sqlite:///x.db", "sqlite:///x.db"),
    ("sqlite://", "sqlite://"),
    ("postgresql+psycopg://h/n", "postgresql+psycopg://h/n"),
])  # fmt: skip
def test_a_database_url_gets_the_driver_that_we_install(url, used):
    assert database_url(url) == used
    assert completed(SQLALCHEMY_DATABASE_URI=url)["SQLALCHEMY_DATABASE_URI"] == used


def test_without_a_database_url_there_is_a_file_beside_the_code():
    assert database_url(None) == database_url("") == f"sqlite:///{ROOT / 'app.db'}"


@pytest.mark.parametrize(
    ("base_url", "prefix", "secure"), [("https://x.example.org", "__Host-", True), ("http://x", "", False)]
)
def test_cookies_are_bound_to_https_where_there_is_https(base_url, prefix, secure):
    settings = completed(BASE_URL=base_url)

    assert settings["SESSION_COOKIE_NAME"] == prefix + "session"
    assert settings["REMEMBER_COOKIE_NAME"] == prefix + "remember_token"
    assert settings["SESSION_COOKIE_SECURE"] is settings["REMEMBER_COOKIE_SECURE"] is secure


def test_requests_may_name_the_public_host_those_listed_and_loopback():
    hosts = completed(BASE_URL="https://a.example.org:8443", TRUSTED_HOSTS=["b.example.org"])["TRUSTED_HOSTS"]

    assert hosts == ["a.example.org", "b.example.org", "localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(("debug", "testing", "production"), [
    (False, False, True), (True, False, False), (False, True, False), (True, True, False),
])  # fmt: skip
def test_production_is_neither_a_test_nor_a_development_machine(debug, testing, production):
    assert config.is_production({"DEBUG": debug, "TESTING": testing}) is production


def test_the_environment_is_read_and_all_its_faults_are_told_at_once():
    environment = {
        "MAIL_PORT": "many",
        "POSTS_PER_PAGE": "0",
        "PROXY_HOPS": "9",
        "GRAVATAR": "perhaps",
        "LOG_FORMAT": "xml",
    }
    code, told = in_a_process_of_its_own("import app; app.create_app()", **environment)

    assert code == 1
    assert all(name in told for name in [*environment, "SECRET_KEY"])


def test_a_blank_line_means_not_set():
    code, told = in_a_process_of_its_own(
        "import config; c = config.Config; print(c.SECRET_KEY, c.MAIL_SERVER, c.BASE_URL)",
        SECRET_KEY="", MAIL_SERVER="", BASE_URL="",
    )  # fmt: skip

    assert (code, told) == (0, "None None http://127.0.0.1:8000\n")


def test_lists_are_read_without_the_space_around_their_words():
    code, told = in_a_process_of_its_own(
        "import config; c = config.Config; print(c.ADMINS, c.TRUSTED_HOSTS, c.LANGUAGES)",
        ADMINS="a@example.com, b@example.com,", TRUSTED_HOSTS=" ", LANGUAGES="",
    )  # fmt: skip

    assert (code, told) == (0, "['a@example.com', 'b@example.com'] [] ['en', 'es', 'ar']\n")


def test_a_switch_is_on_or_off_and_an_empty_one_is_not_set():
    code, told = in_a_process_of_its_own(
        "from config import Config as C; print(C.MAIL_USE_TLS, C.DEBUG, C.GRAVATAR, C.RATELIMIT_ENABLED)",
        MAIL_USE_TLS="1", FLASK_DEBUG="off", GRAVATAR="", RATELIMIT_ENABLED="",
    )  # fmt: skip

    assert (code, told) == (0, "True False False True\n")


def test_places_may_be_anywhere_that_we_can_reach():
    places = {"REDIS_URL": "unix:///run/redis.sock?db=1", "STORAGE_URL": "az://archives"}

    assert completed(METRICS_TOKEN="aA0._~+/-" * 2 + "==", **places)


def test_a_password_in_a_faulty_address_is_told_to_nobody():
    assert "geheim" not in faults(REDIS_URL="redis://:geheim/x@host")
