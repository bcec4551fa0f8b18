"""What developers and translators type: `flask translate …`."""

from __future__ import annotations

import click
from babel import UnknownLocaleError
from flask import Flask
from flask.cli import AppGroup
from werkzeug.utils import import_string

group = AppGroup("translate", help="Keep the files of words in app/translations.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command()
@click.argument("language")
def init(language: str) -> None:
    """Begin a language, such as `fr` or `pt_BR`."""
    catalogs = _catalogs()
    if language in catalogs.languages():
        raise click.ClickException(f"{catalogs.words_of(language)} is there already.")
    try:
        catalog = catalogs.empty(language)
    except (UnknownLocaleError, ValueError) as error:
        raise click.ClickException(f"{language} is no language that Babel knows.") from error
    catalogs.write(language, catalog)
    _tell(language)


@group.command()
def update() -> None:
    """Take the strings of today's code into every language."""
    catalogs = _catalogs()
    for language in catalogs.languages():
        catalogs.write(language, catalogs.updated(language))
        _tell(language)


@group.command("compile")
def compile_words() -> None:
    """Write the files that the application reads."""
    _catalogs().compile_all()


def _tell(language: str) -> None:
    catalogs = _catalogs()
    missing = len([*catalogs.open_strings(catalogs.read(language))])
    click.echo(f"{catalogs.words_of(language)}: {missing} to translate")


def _catalogs():
    # Babel's tools take a tenth of a second to import, which no web process and no worker is to wait for.
    return import_string("app.translations.catalogs")
