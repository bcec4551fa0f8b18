"""What the tour shows in a terminal, or in a file that its output goes to."""

from __future__ import annotations

import sys
from collections.abc import Mapping

BAR_CHARACTERS = 30
LINE_EVERY_PERCENT = 25
FIRST_CHARACTERS = 60
ERASE_LINE = "\r\x1b[K"


class Bar:
    """A progress bar: one line, drawn over and over, on a terminal; some plain lines elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._in_place = sys.stdout.isatty()
        self._shown = -LINE_EVERY_PERCENT

    def show(self, percent: int) -> None:
        """Draw it, if there is anything new."""
        if self._in_place:
            say_again(f"  {drawn(percent)} {percent:3} %  {self.name}")
        elif percent >= self._shown + LINE_EVERY_PERCENT or (percent == 100 and self._shown < percent):
            print(f"  {percent:3} %  {self.name}", flush=True)
            self._shown = percent

    def end(self) -> None:
        """Go on below it."""
        if self._in_place:
            print()


def drawn(percent: int) -> str:
    """The bar itself."""
    full = BAR_CHARACTERS * percent // 100
    return "█" * full + "░" * (BAR_CHARACTERS - full)


def say_again(line: str) -> None:
    """Replace the line that the cursor is in."""
    print(f"{ERASE_LINE}{line}", end="", flush=True)


def table(rows: Mapping[str, str]) -> str:
    """Names and values below each other."""
    width = max(map(len, rows))
    return "\n".join(f"  {name:{width}}  {one_line(value)}" for name, value in rows.items())


def indented(text: str) -> str:
    """Text of several lines, as harmless as one line."""
    return "\n".join(f"  {one_line(line)}".rstrip() for line in text.strip().splitlines())


def one_line(text: str) -> str:
    """Text without anything that moves the cursor or changes the terminal."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))


def beginning(text: str) -> str:
    """As much of a text as fits in a line."""
    line = one_line(text)
    return line if len(line) <= FIRST_CHARACTERS else f"{line[:FIRST_CHARACTERS]}…"
