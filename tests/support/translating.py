"""Asking the site for translations."""

JSON = {"Accept": "application/json"}
TEXT = {"text": "hola", "source_language": "es", "dest_language": "en"}


def ask(visitor, post, *, expect=200, **fields):
    """As the script of a page does."""
    data = {"csrf_token": visitor._any_token(), "post_id": post.id} | fields
    return visitor._open("/translate", "POST", expect=expect, data=data, headers=JSON)


def send(visitor, body, *, expect=200, **more):
    """As a program does that sends JSON, and says nothing of what it accepts."""
    headers = {"X-CSRFToken": visitor._any_token()}
    return visitor._open("/translate", "POST", expect=expect, json=body, headers=headers, **more)
