"""Exports are made by two workers, and one is cancelled: everything that counts them counts the same."""

from __future__ import annotations

import subprocess

from deploy.local.places import ROOT
from deploy.local.servers import python


def test_metrics_operators_page_database_and_mail_server_agree():
    command = [*python("bench.agreement"), "--exports", "6", "--check"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)

    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "6 done, 6 mails, 6 runs, 1 cancelled" in asked.stdout
