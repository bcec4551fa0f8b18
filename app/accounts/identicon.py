"""Pictures for people who have none: five by five squares, mirrored, drawn from a key."""

from __future__ import annotations

SIDE = 5
# Hues of equal lightness, dark enough to be seen on white and light enough on black.
LIGHTNESS, SATURATION = 45, 55


def draw(key: str) -> str:
    """An SVG from 16 hexadecimal digits: the first three give the hue, 15 bits of the rest the squares."""
    hue = int(key[:3], 16) % 360
    bits = int(key[3:], 16)
    squares = "".join(_square(column, row) for column, row in _cells(bits))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + 2} {SIDE + 2}"'
        ' shape-rendering="crispEdges">'
        f'<rect width="100%" height="100%" fill="hsl({hue} 40% 92%)"/>'
        f'<g fill="hsl({hue} {SATURATION}% {LIGHTNESS}%)">{squares}</g></svg>'
    )


def _cells(bits: int) -> list[tuple[int, int]]:
    half = (SIDE + 1) // 2
    drawn = [
        (column, row) for row in range(SIDE) for column in range(half) if bits >> (row * half + column) & 1
    ]
    return sorted({*drawn, *((SIDE - 1 - column, row) for column, row in drawn)})


def _square(column: int, row: int) -> str:
    return f'<rect x="{column + 1}" y="{row + 1}" width="1" height="1"/>'
