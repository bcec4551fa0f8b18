"""What systemd itself says of our units: no mistake in them, and doors shut."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local.places import ROOT
from tests.journeys.deploy.installation import edited
from tests.support import tls

UNITS = ROOT / "deploy" / "systemd"
# As instances are named where they run.
NAMES = ("microblog-web.service", "microblog-worker@1.service", "microblog-clock.service")
SOCKET = "microblog-web.socket"
# Of ten; what systemd calls OK begins below 4.5, and a unit without any of it has 9.2.
MOST_EXPOSED = 3


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our units, for programs and folders that are here."""
    folder = tmp_path_factory.mktemp("units")
    for source in UNITS.rglob("*"):
        if source.is_file():
            target = folder / source.relative_to(UNITS)
            target.parent.mkdir(exist_ok=True)
            target.write_text(edited(source, home=ROOT, logs=folder))
    return folder


def analyze(units: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What `systemd-analyze` says; it looks for units here first."""
    environ |= {"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [tls.found("systemd-analyze"), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environ, cwd=units)


def test_systemd_finds_no_mistake(units: Path):
    said = analyze(units, "verify", "--man=no", SOCKET, *NAMES)

    # It also looks at those of the machine that ours name.
    assert said.returncode == 0 and "microblog" not in said.stderr


def test_systemd_finds_a_mistake_where_there_is_one(units: Path, tmp_path: Path):
    wrong = shutil.copytree(units, tmp_path / "units")
    with (wrong / "microblog-.service.d" / "common.conf").open("a") as file:
        file.write("[Service]\nKillMode=nobody\n")

    assert "kill mode" in analyze(wrong, "verify", "--man=no", *NAMES).stderr


def test_what_is_enabled_starts_with_the_machine(units: Path, tmp_path: Path):
    shutil.copytree(units, tmp_path / "etc" / "systemd" / "system")
    subprocess.run(
        [tls.found("systemctl"), f"--root={tmp_path}", "enable", SOCKET, *NAMES],
        check=True,
        capture_output=True,
    )

    wanted = {link.name for link in tmp_path.rglob("*.wants/*")}
    assert wanted == {SOCKET, *NAMES}


@pytest.mark.parametrize(("name", "time"), [*zip(NAMES, ("20s", "1min", "20s"), strict=True)])
def test_each_gets_its_time_to_end(units: Path, name: str, time: str):
    """What is common to all goes before what a unit says itself."""
    said = analyze(units, "verify", "--man=no", name, SYSTEMD_LOG_LEVEL="debug").stdout

    [unit] = [part for part in said.split("-> Unit ") if part.startswith(f"{name}:")]
    assert f"TimeoutStopSec: {time}\n" in unit


@pytest.mark.parametrize("name", NAMES)
def test_doors_are_shut(units: Path, name: str):
    said = analyze(units, "security", "--offline=true", f"--threshold={MOST_EXPOSED}0", name)

    assert said.returncode == 0, said.stdout[-200:] + said.stderr
