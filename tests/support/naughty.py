"""Words that break programs which are not careful."""

import json
from pathlib import Path

LINE_ENDS = ["lone\rreturn", "lone\nfeed", "both\r\nof them", "\r\n\r", "\n", "\u2028 and \u2029", "\x85"]
# Ruff takes a Hebrew letter and a full-width sign for mistakes.
# ruff: noqa: RUF001
LETTERS = ["👨‍👩‍👧‍👦🏳️‍🌈", "שלום \u202eעולם\u202c", "مرحبا", "𝒳𠜎", "\ufeffmark", "\ufffe\uffff\U0010ffff"]
CONTROLS = ["".join(map(chr, range(1, 32))), "\x7f\x80\x9f", "\x1b[31mred"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]
# As long as a post may be: five hundred characters to people, ten code points each.
TOWERS = ("a" + "\u0301" * 9) * 500
BLNS: list[str] = json.loads((Path(__file__).parent / "blns" / "blns.json").read_text(encoding="utf-8"))
OUR_OWN = [*LINE_ENDS, *LETTERS, *CONTROLS, *FORMULAS, TOWERS]
NAUGHTY = [*BLNS, *OUR_OWN]
# A page takes longer than a row.
SOME = [*BLNS[::8], *OUR_OWN]
