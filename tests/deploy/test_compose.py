"""The Compose file. That it is one, `make lint` says."""

import re
import subprocess

import pytest

from config import Config
from deploy.local.places import ROOT
from tests.deploy.support.manifests import COMPOSE, DEPLOY, DOCUMENTED
from tests.support import tls

SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "clock", "migrate")
LASTING = ("web", "worker", "clock")


def seconds(text):
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("name", LASTING)
def test_nothing_begins_before_the_tables_are_there(name):
    needed = SERVICES[name]["depends_on"]

    assert needed["migrate"] == {"condition": "service_completed_successfully"}
    assert needed["queue"] == {"condition": "service_healthy"}


def test_the_tables_wait_for_the_database():
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", OURS)
def test_ours_run_as_nobody_special_on_a_disk_that_they_cannot_write(name):
    service = SERVICES[name]

    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"] and "user" not in service
    assert "/tmp" in service["volumes"]


def test_what_is_set_is_read():
    told = SERVICES["web"]["environment"].keys()

    assert {name for name in told if not name.startswith("PG")} <= DOCUMENTED


def test_what_has_to_be_told_is_documented():
    told = re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text())
    documented = (ROOT / "docs" / "deploy.md").read_text()

    assert told and all(f"`{name}`" in documented for name in {*told})


def test_a_worker_gets_the_time_that_it_may_need():
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > Config.MAIL_DEADLINE_S + 15


def test_there_is_one_clock_and_several_workers():
    assert "replicas" not in SERVICES["clock"]["deploy"]
    assert SERVICES["worker"]["deploy"]["replicas"] > 1
    assert not any({"container_name", "ports"} & SERVICES[name].keys() for name in OURS)


def test_no_job_is_dropped_and_none_forgotten():
    told = " ".join(SERVICES["queue"]["command"])

    assert "--appendonly yes" in told and "--maxmemory-policy noeviction" in told
    assert SERVICES["queue"]["volumes"] == ["queue:/data"]


def test_backups_are_made_by_programs_as_new_as_the_database():
    of_debian = {"trixie": 17}
    debian = re.search(r"^FROM python:[\d.]+-slim-(\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert debian and int(SERVICES["database"]["image"].removeprefix("postgres:")) <= of_debian[debian[1]]


def test_nobody_outside_reaches_database_and_queue():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"nginx", "mails"}


def test_mails_are_caught_where_one_develops_only():
    assert SERVICES["mails"]["profiles"] == ["development"]
    assert SERVICES["mails"]["ports"] == ["127.0.0.1:8025:8025"]


@pytest.fixture
def fitted(tmp_path):
    """Our file for nginx as the container's script leaves it."""
    script, ours = DEPLOY / "compose" / "nginx.sh", DEPLOY / "nginx" / "microblog.conf"
    made = tmp_path / "default.conf"
    subprocess.run(
        [script, ours, made], check=True, env={"SITE": "blog.example.net", "PATH": "/usr/bin:/bin"}
    )
    return made


def test_nginx_finds_the_web_whatever_address_its_container_has(fitted):
    text = fitted.read_text()

    ours = (DEPLOY / "nginx" / "microblog.conf").read_text()
    assert "127.0.0.1:8000;" not in text
    assert text.count("set $microblog web:5000;") == ours.count("proxy_pass ") > 0
    assert "resolver 127.0.0.11 " in text
    assert SERVICES["nginx"]["environment"].keys() == {"SITE"}


def test_nginx_has_the_name_and_the_certificate_of_the_site(fitted):
    told = "".join(line for line in fitted.read_text().splitlines(keepends=True) if not line.startswith("#"))

    assert "microblog.example.org" not in told and "[::]" not in told
    assert "/etc/letsencrypt/live/blog.example.net/fullchain.pem" in told


def test_nginx_finds_archives_where_its_file_says(fitted):
    place = re.search(r"alias (.*)/;", fitted.read_text())
    ours = [volume for volume in SERVICES["web"]["volumes"] if volume.startswith("archives:")]

    assert place and f"archives:{place[1]}:ro" in SERVICES["nginx"]["volumes"]
    assert ours == ["archives:/home/microblog/instance/storage"]


def test_nginx_understands_it(fitted, tmp_path):
    made = tls.certificate(tmp_path)
    live = "/etc/letsencrypt/live/blog.example.net"
    text = fitted.read_text().replace(f"{live}/fullchain.pem", str(made.public))
    fitted.write_text(text.replace(f"{live}/privkey.pem", str(made.key)))
    main = f"events {{}}\npid {tmp_path}/pid;\nhttp {{\naccess_log off;\ninclude {fitted};\n}}"
    (tmp_path / "nginx.conf").write_text(main)
    command = [tls.found("nginx"), "-t", "-q", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    said = subprocess.run(command, check=False, capture_output=True, text=True)

    assert said.returncode == 0, said.stderr
