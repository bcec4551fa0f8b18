"""The files for a server run what the Procfile runs."""

from configparser import ConfigParser
from pathlib import Path

import pytest

from deploy.local.places import ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
PROGRAMS = "/opt/microblog/.venv/bin/"
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


def test_workers_are_of_our_class_everywhere():
    ours = "RQ_WORKER_CLASS=app.jobs.worker.Worker"
    supervised = parsed(ROOT / "deploy" / "supervisor" / "microblog.conf")["program:microblog-worker"]

    assert f"env {ours} " in procfile()["worker"]
    assert f"Environment={ours}" in (SYSTEMD / "microblog-worker@.service").read_text()
    assert ours in supervised["environment"].replace('"', "")


def test_a_worker_gets_the_time_that_it_may_need():
    supervised = parsed(ROOT / "deploy" / "supervisor" / "microblog.conf")["program:microblog-worker"]
    unit = parsed(SYSTEMD / "microblog-worker@.service")["Service"]
    # MAIL_DEADLINE_S and what follows it.
    assert supervised["stopwaitsecs"] == unit["timeoutstopsec"] == "60"
    assert supervised["process_name"] == "%(program_name)s_%(process_num)02d"
    assert parsed(SYSTEMD / "microblog-.service.d" / "common.conf")["Service"]["killmode"] == "mixed"
