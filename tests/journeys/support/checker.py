"""The Nu Html Checker, over any number of pages at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
WRAPPED = '<!doctype html>\n<html lang="en"><head><title>A part</title></head><body>\n{}\n</body></html>\n'


def faults(pages: dict[str, str], folder: Path) -> list[str]:
    """What it objects to in these pages of HTML, by name. Skips where there is no checker."""
    names = {
        _write(folder / f"{number}.html", html): name for number, (name, html) in enumerate(pages.items())
    }
    found = json.loads(_run(names))["messages"]
    return [f"{names[one['url']]}: {one['message']} {one.get('extract', '')!r}" for one in found]


def _run(addresses: dict[str, str]) -> str:
    java = shutil.which("java")
    if not java or not JAR.exists():
        pytest.skip("there is no HTML checker here: it needs java, and npm ci (deploy/test_machine.sh)")
    options = ["--format", "json", "--exit-zero-always", "--stdout", "--errors-only"]
    # One process for all: most of its time goes into beginning.
    command = [java, "-jar", str(JAR), *options, *(address.removeprefix("file:") for address in addresses)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _write(file: Path, html: str) -> str:
    whole = html.lstrip().lower().startswith("<!doctype html>")
    file.write_text(html if whole else WRAPPED.format(html), encoding="utf-8")
    return f"file:{file}"
