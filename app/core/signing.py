"""Links that prove something: signed, bound to one purpose, with an end."""

from itsdangerous import BadData, URLSafeTimedSerializer


def sign(value: object, *, purpose: str, key: str) -> str:
    """A token that carries a JSON value and is good for one purpose only."""
    return URLSafeTimedSerializer(key, salt=purpose).dumps(value)


def unsign(token: str, *, purpose: str, key: str, max_age_s: int) -> object | None:
    """The token's value, or None where it was forged, made for something else, or is too old."""
    try:
        return URLSafeTimedSerializer(key, salt=purpose).loads(token, max_age=max_age_s)
    except BadData:
        return None
