"""The files for a server run what the Procfile runs."""

import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest

from deploy.local.places import ROOT
from tests.deploy.support.manifests import COMPOSE, pod
from tests.journeys.deploy.dockerfile import context, said

SYSTEMD = ROOT / "deploy" / "systemd"
PROGRAMS = "/opt/microblog/.venv/bin/"
OURS = "RQ_WORKER_CLASS=app.jobs.worker.Worker"
CODE = ("config.py", "environment.py", "faults.py", "gunicorn.conf.py", "microblog.py")
UNITS = {"web": "microblog-web", "worker": "microblog-worker@", "clock": "microblog-clock"}


def procfile() -> dict[str, str]:
    """The commands of the Procfile, by process type."""
    return dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


def parsed(file: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False, inline_comment_prefixes=None)
    parser.read(file)
    return parser


@pytest.mark.parametrize("kind", UNITS)
def test_supervisor_and_systemd_run_what_the_procfile_runs(kind):
    program = parsed(ROOT / "deploy" / "supervisor" / "microblog.conf")[f"program:microblog-{kind}"]
    unit = parsed(SYSTEMD / f"{UNITS[kind]}.service")["Service"]

    assert program["command"] == unit["execstart"]
    assert procfile()[kind].endswith(program["command"].removeprefix(PROGRAMS))


@pytest.mark.parametrize("kind", ["web", "worker", "clock", "release"])
def test_containers_run_what_the_procfile_runs(kind):
    name = "migrate" if kind == "release" else kind
    # The image has the class of workers in its environment.
    command = shlex.split(procfile()[kind].removeprefix(f"env {OURS} "))

    assert COMPOSE["services"][name]["command"] == command
    assert pod(name)["containers"][0]["args"] == command


def test_the_image_by_itself_changes_the_tables_and_serves():
    assert said("CMD").words == ["sh", "-c", f"{procfile()['release']} && exec {procfile()['web']}"]


def test_the_image_gets_what_it_needs_and_no_more():
    folders = {path.parts[0] for path in context(ROOT) if len(path.parts) > 1}
    files = {str(path) for path in context(ROOT) if len(path.parts) == 1 or path.parts[0] == "deploy"}

    assert folders == {"app", "deploy", "migrations"}
    assert files == {"requirements.txt", "deploy/image/healthy.py", *CODE}
    assert not any(path.suffix in {".pyc", ".db"} for path in context(ROOT))


def test_workers_are_of_our_class_everywhere():
    supervised = parsed(ROOT / "deploy" / "supervisor" / "microblog.conf")["program:microblog-worker"]

    assert f"env {OURS} " in procfile()["worker"]
    assert f"Environment={OURS}" in (SYSTEMD / "microblog-worker@.service").read_text()
    assert OURS in supervised["environment"].replace('"', "")
    assert f" {OURS}" in said("ENV").text


def test_a_worker_gets_the_time_that_it_may_need():
    supervised = parsed(ROOT / "deploy" / "supervisor" / "microblog.conf")["program:microblog-worker"]
    unit = parsed(SYSTEMD / "microblog-worker@.service")["Service"]
    # MAIL_DEADLINE_S and what follows it.
    assert supervised["stopwaitsecs"] == unit["timeoutstopsec"] == "60"
    assert supervised["process_name"] == "%(program_name)s_%(process_num)02d"
    assert parsed(SYSTEMD / "microblog-.service.d" / "common.conf")["Service"]["killmode"] == "mixed"
