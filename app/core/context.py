"""The application of the current context, for what outlives the context."""

from flask import Flask, current_app


def the_app() -> Flask:
    """The application itself instead of the stand-in that `current_app` is."""
    # Flask documents this method for exactly this use; its stand-in's type does not have it.
    return current_app._get_current_object()  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]
