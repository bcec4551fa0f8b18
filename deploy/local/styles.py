"""`make styles`: of Bootstrap's styles, those that a page of ours can meet, from the left and from the right.

They are 232 kB, of which our pages meet an eighth, and no page is shown before its styles are there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from deploy.local.places import ROOT

FOLDER = ROOT / "app" / "static" / "vendor" / "bootstrap"
WHOLE, SUBSET = FOLDER / "bootstrap.min.css", FOLDER / "bootstrap.subset.css"
# Where class names are written.
SOURCES = ("app/**/templates/**/*.html", "app/static/js/**/*.js")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z][\w-]*")
# A selector's commas within parentheses, as in `:not(a, b)`, part nothing.
COMMA = re.compile(r",(?![^(]*\))")
GROUP = re.compile(r"@(media|supports|layer)\b")
KEYFRAMES = re.compile(r"@(?:-webkit-)?keyframes ([^{\s]+)")
# Bootstrap has a second file for languages that are written from the right. Said in terms of where a line
# begins, one serves both; the places of pictures, which have no such terms, are in languages.css.
LOGICAL = (
    (re.compile(r"\b(margin|padding)-left\b"), r"\1-inline-start"),
    (re.compile(r"\b(margin|padding)-right\b"), r"\1-inline-end"),
    (re.compile(r"\bborder-left\b(?!-(radius|color))"), "border-inline-start"),
    (re.compile(r"\bborder-right\b(?!-(radius|color))"), "border-inline-end"),
    (re.compile(r"\bborder-(top|bottom)-left-radius\b"), r"border-\1-start-radius"),
    (re.compile(r"\bborder-(top|bottom)-right-radius\b"), r"border-\1-end-radius"),
    (re.compile(r"\bborder-top-(start|end)-radius\b"), r"border-start-\1-radius"),
    (re.compile(r"\bborder-bottom-(start|end)-radius\b"), r"border-end-\1-radius"),
    (re.compile(r"\b(float|clear|text-align):left\b"), r"\1:inline-start"),
    (re.compile(r"\b(float|clear|text-align):right\b"), r"\1:inline-end"),
    (re.compile(r"\btext-align:inline-(start|end)\b"), r"text-align:\1"),
    (re.compile(r"(?<=[{;])left(?=:)"), "inset-inline-start"),
    (re.compile(r"(?<=[{;])right(?=:)"), "inset-inline-end"),
)
# Our own theme says each colour once, for light and for dark.
NOT_OURS = "[data-bs-theme=dark]"


def main() -> int:
    """Write the file anew; the exit code."""
    SUBSET.write_text(build())
    print(f"{SUBSET.relative_to(ROOT)}: {SUBSET.stat().st_size} of {WHOLE.stat().st_size} bytes")
    return 0


def build() -> str:
    """The styles that our templates and scripts can ask for."""
    css = WHOLE.read_text()
    written = (path.read_text() for pattern in SOURCES for path in ROOT.glob(pattern))
    licence = css[css.index("/*!") : css.index("*/") + 2]
    return f"{licence}\n{subset(css, words(*written))}"


def words(*texts: str) -> set[str]:
    """Everything in the texts that may be a class, or the beginning or the end of one."""
    return {word for text in texts for word in WORD.findall(text)}


def subset(css: str, known: set[str]) -> str:
    """The rules of a style sheet that has been minified whose classes are all known."""
    kept = [*_kept(css, known)]
    animated = "".join(text for text in kept if not KEYFRAMES.match(text))
    moving = [text for text in kept if not (match := KEYFRAMES.match(text)) or match[1] in animated]
    return logical("\n".join(moving)) + "\n"


def logical(css: str) -> str:
    """The same styles, with lines that begin where those of the page's language do."""
    for physical, meant in LOGICAL:
        css = physical.sub(meant, css)
    return css


def _kept(css: str, known: set[str]) -> Iterator[str]:
    for prelude, body in _rules(css):
        if GROUP.match(prelude):
            inner = "".join(_kept(body, known))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{body}}}"
        elif selectors := [each for each in COMMA.split(prelude) if _is_met(each, known)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """What stands before each pair of outermost braces, and what in it."""
    css = re.sub(r"(?s)/\*.*?\*/|@charset[^;]*;", "", css)
    depth = start = opened = 0
    for place, character in enumerate(css):
        if character == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def _is_met(selector: str, known: set[str]) -> bool:
    return NOT_OURS not in selector and all(_is_known(name, known) for name in CLASS.findall(selector))


def _is_known(name: str, known: set[str]) -> bool:
    """Whether a class is written somewhere, be it in two parts, as in `alert-{{ "danger" if … }}`."""
    parts = [place + 1 for place, character in enumerate(name) if character == "-"]
    return name in known or any(name[:place] in known and name[place:] in known for place in parts)


if __name__ == "__main__":
    sys.exit(main())
