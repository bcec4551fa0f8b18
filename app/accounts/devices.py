"""What a browser is called, for people who look where they are logged in."""

from __future__ import annotations

# In this order: most browsers also call themselves by the names below theirs.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Vivaldi/": "Vivaldi",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> str | None:
    """The browser and its system, as far as they are known; what a client says of itself may be made up."""
    found = [
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or None
