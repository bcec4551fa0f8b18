"""What every response says to the browser about safety, and which proxies are believed."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import visitor
from app.core.web import FOR_GOOD, YEAR_S, in_api

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask) -> None:
    """Set the headers of every response, errors and static files included."""
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    app.after_request(_protect)


def content_policy(*, gravatar: bool) -> str:
    """The Content-Security-Policy; Gravatar's pictures are the only thing that may come from elsewhere."""
    images = POLICY["img-src"] + (" https://www.gravatar.com" if gravatar else "")
    return "; ".join(f"{name} {value}" for name, value in (POLICY | {"img-src": images}).items())


def _protect(response: Response) -> Response:
    response.headers.update(FIXED)
    response.headers["Content-Security-Policy"] = content_policy(gravatar=current_app.config["GRAVATAR"])
    if current_app.config["BASE_URL"].startswith("https://"):
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
    if request.endpoint == "static" and "v" in request.args:
        # The address holds the content's hash: other content has another address.
        response.headers["Cache-Control"] = FOR_GOOD
    elif "Cache-Control" not in response.headers:
        # A page of a logged-in person must not come back from a cache after they have left.
        response.headers["Cache-Control"] = "private, no-store" if in_api() or _personal() else "no-cache"
    return response


def _personal() -> bool:
    # A page that asked for nobody shows nothing of anybody; so a probe needs no database either.
    user = visitor.known()
    return user is not None and user.is_authenticated
