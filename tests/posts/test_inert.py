"""Posts that try to be more than text and links."""

import pytest


@pytest.mark.parametrize("post", [
    'https://x.org/"onmouseover="alert(1)', "https://x.org/'><script>alert(1)</script>",
    "http://javascript:alert(1)",
    "javascript:alert(1)//https://x.org", '@alice"><img src=x onerror=alert(1)>',
    "#tag'><svg onload=alert(1)>",
    "https://x.org/\u202egpj.exe", "https://x.org`onload=alert(1)`", "https://[x]<b>",
    "https://x.org/&quot;onload=x",
    "JAVASCRIPT://x.org/%0aalert(1)", "data:text/html;https://x.org,<script>",
    "@alice@alice@alice", "https://@alice",
    "#https://x.org",
    "https://user:password@x.org#<img>", "&#106;avascript:alert(1)", "<a href=https://x.org>",
])  # fmt: skip
def test_what_looks_like_a_link_does_nothing_but_lead(as_, alice, post):
    visitor = as_(alice)
    visitor.post("/", post=post)
    # The visitor looks at every element: nothing that runs, nothing from elsewhere.
    page = visitor.get("/explore")

    assert post in page.text and not page.all("b")
    assert all("nav-icon" in picture["class"] for picture in page.all("svg"))
    followed = [link["href"] for link in page.all("a", rel="nofollow noopener ugc")]
    assert all(address.lower().startswith(("http://", "https://")) for address in followed)
