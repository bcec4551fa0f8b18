"""What a browser is called."""

import pytest

from app.accounts.devices import device

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(("user_agent", "name"), [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome, Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
    (f"Mozilla/5.0 (Macintosh; Mac OS X 10_15_7) {WEBKIT} Version/26.0 Safari/605.1.15", "Safari, macOS"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} Safari/604.1", "Safari, iPhone"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
    (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
     "Samsung Internet, Android"),
    ("Something on Linux", "Linux"),
    ("curl/8.9", None), ("", None), ("x" * 10_000, None),
])  # fmt: skip
def test_browsers_and_systems_are_known_by_their_signs(user_agent, name):
    assert device(user_agent) == name
