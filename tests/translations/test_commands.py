"""`flask translate`: what developers and translators type."""

import shutil

import pytest

from app.translations import catalogs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Files of words that one may spoil."""
    copied = shutil.copytree(catalogs.FOLDER, tmp_path / "translations")
    monkeypatch.setattr(catalogs, "FOLDER", copied)
    return copied


@pytest.fixture
def translate(app, folder):
    """Type `flask translate …`; the exit code and what was told."""

    def run(*arguments):
        result = app.test_cli_runner().invoke(args=["translate", *arguments])
        return result.exit_code, result.output

    return run


def spoil(language):
    """Have a string more than the code, and one less."""
    catalog = catalogs.read(language)
    catalog.add("What nobody says any more", "Nada")
    catalog.delete("Log in")
    catalogs.write(language, catalog)


def test_a_new_language_begins_with_every_string_and_its_plural_forms(translate):
    code, told = translate("init", "pl")
    catalog = catalogs.read("pl")

    assert code == 0 and "to translate" in told
    assert catalog.num_plurals == 3 and len(catalog) == len(catalogs.source())


def test_a_language_that_is_there_is_not_begun_again(translate):
    before = catalogs.words_of("es").read_text()
    code, told = translate("init", "es")

    assert code == 1 and "is there already" in told
    assert catalogs.words_of("es").read_text() == before


@pytest.mark.parametrize("language", ["xx", "../es", "", "e s"])
def test_what_is_no_language_is_refused(translate, folder, language):
    before = sorted(folder.rglob("*"))

    assert translate("init", language)[0] == 1
    assert sorted(folder.rglob("*")) == before


def test_an_update_takes_new_strings_and_drops_old_ones(translate):
    spoil("es")
    code, told = translate("update")
    catalog = catalogs.read("es")

    assert code == 0 and "1 to translate" in told
    assert [message.id for message in catalogs.open_strings(catalog)] == ["Log in"]
    assert catalog.get("What nobody says any more") is None and not catalog.obsolete


def test_an_update_without_news_changes_no_file(translate):
    before = catalogs.words_of("ar").read_bytes()
    translate("update")

    assert catalogs.words_of("ar").read_bytes() == before


def test_what_is_compiled_is_what_the_pages_say(translate):
    catalog = catalogs.read("es")
    catalog["Log in"].string = "Entrar"
    catalogs.write("es", catalog)

    assert translate("compile")[0] == 0
    assert b"Entrar" in catalogs.compiled("es").read_bytes()
