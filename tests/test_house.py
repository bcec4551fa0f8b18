"""The house's rules, as far as a machine sees whether they are kept, and the linters do not."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from app import db, tasks
from app.core import clock
from app.core.web import API
from app.jobs import queue
from app.models import ApiToken
from tests import factories
from tests.factories import token_of
from tests.support.program import bearer

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
MOST_LINES = {".py": 250, ".html": 120, ".txt": 120, ".js": 100, ".css": 250}
FUNCTION_MOST_LINES = 25
LINE_MOST_CHARACTERS = 110
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Pages for people who are not logged in; `main.mailbox*` are a developer's, and 404 in production.
PUBLIC = {
    "static", "auth.login", "auth.register", "auth.reset_password_request", "auth.reset_password",
    "main.feedback", "main.feedback_tally",
    "main.avatar", "main.favicon", "main.feed", "main.language", "main.styles", "main.theme",
    "main.mailbox", "main.mailbox_mail", "main.mailbox_attachment",
    "api.create_user", "api.docs", "api.openapi",
}  # fmt: skip
# To open a conversation is to have read it, which is noted as a visit is: docs/decisions/0015.
TELLS_OF_READING = "main.conversation"
INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\s(style|on[a-z]+)\s*=\s*[\"'{]|javascript:", re.IGNORECASE
)
# Mail programs read no style sheets.
INLINE_IN_MAIL = re.compile(r"<script|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def files(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if "vendor" not in path.parts}
    return sorted(path for path in found if path.suffix in MOST_LINES)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


CODE = files("*.py", "app/**/*.py", "bench/**/*.py", "deploy/**/*.py", "tests/**/*.py")
TEMPLATES = files("app/**/templates/**/*")
ASSETS = files("app/static/**/*", "tests/js/**/*.js")


def rules(app: Flask, method: str) -> list[tuple[Rule, str]]:
    """The routes that answer a method, each with an address."""
    with app.test_request_context():
        found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
        return [(rule, url_for(rule.endpoint, **example(rule))) for rule in found]


def example(rule: Rule) -> dict[str, str | int]:
    people = {"username", "recipient"}
    return {argument: "bob" if argument in people else 1 for argument in rule.arguments}


def calls(function: str) -> set[str]:
    """The texts that the application passes first to a function."""
    nodes = [
        node for path in files("app/**/*.py") for node in ast.walk(tree(path)) if isinstance(node, ast.Call)
    ]
    named = [node for node in nodes if getattr(node.func, "attr", getattr(node.func, "id", "")) == function]
    return {node.args[0].value for node in named if node.args and isinstance(node.args[0], ast.Constant)}


@pytest.mark.parametrize("path", CODE + TEMPLATES + ASSETS, ids=name)
def test_a_file_is_short_and_narrow(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= MOST_LINES[path.suffix]
    wide = [number for number, line in enumerate(lines, 1) if len(line) > LINE_MOST_CHARACTERS]
    # The words of a mail wrap where its reader's window does.
    assert not wide or path.suffix == ".txt", f"lines wider than {LINE_MOST_CHARACTERS}: {wide}"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_function_is_short(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]
    assert not [each.name for each in functions if each.end_lineno - each.lineno >= FUNCTION_MOST_LINES]


@pytest.mark.parametrize("path", files("app/*/__init__.py"), ids=name)
def test_a_feature_begins_with_a_docstring_and_nothing_else(path):
    module = tree(path)
    assert ast.get_docstring(module)
    assert len(module.body) == 1


def test_every_module_stands_on_a_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {module.strip() for layer in contracts[0]["layers"] for module in re.split("[|:]", layer)}
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files("app/**/*.py")}
    homeless = {module for module in modules if not module.endswith("__init__") and module not in floors}
    assert {module for module in homeless if not module.startswith("app.core.")} == set()


@pytest.mark.parametrize("path", files("app/**/*.py", "microblog.py"), ids=name)
def test_only_the_configuration_reads_the_environment(path):
    assert not re.search(r"\b(os\.environ|import environ|getenv|environs|dotenv)\b", path.read_text())


def is_api(rule: Rule) -> bool:
    return rule.rule.startswith(API)


def test_every_page_but_the_listed_ones_asks_to_log_in(app, stranger):
    for rule, address in rules(app, "GET"):
        if rule.endpoint not in PUBLIC and not is_api(rule):
            assert stranger.get(address, expect=303).location.startswith("/auth/login"), rule.endpoint


def test_every_form_but_the_listed_ones_asks_to_log_in(app, stranger):
    for rule, address in rules(app, "POST"):
        if rule.endpoint not in PUBLIC and not is_api(rule):
            assert stranger.post(address).location.startswith("/auth/login"), rule.endpoint


@pytest.mark.parametrize("method", METHODS)
def test_every_way_into_the_api_but_the_listed_ones_asks_for_a_token(app, as_, alice, method):
    # Alice's session counts for nothing: as no CSRF token is asked for, any site could make use of it.
    for rule, address in rules(app, method):
        if rule.endpoint not in PUBLIC and is_api(rule):
            headers = as_(alice)._open(address, method, expect=401).headers
            assert "WWW-Authenticate" in headers and "Set-Cookie" not in headers, rule.endpoint


def test_everything_in_the_api_is_declared_with_who_may_ask(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if is_api(rule)} - PUBLIC
    views = [app.view_functions[endpoint] for endpoint in endpoints]
    assert views and all(view._spec.get("auth") for view in views)


def test_all_of_the_api_is_on_its_blueprint_and_nothing_else(app):
    assert all(is_api(rule) == rule.endpoint.startswith("api.") for rule in app.url_map.iter_rules())


def test_everything_listed_as_public_exists(app):
    assert set(app.view_functions) >= PUBLIC


def test_looking_changes_nothing(app, as_, alice, bob, statements):
    factories.message(author=bob, recipient=alice)
    alice.last_seen = clock.now()
    token = token_of(alice)
    db.session.execute(db.update(ApiToken).values(last_used_at=clock.now()))
    visitor = as_(alice)
    statements.clear()
    for rule, address in rules(app, "GET"):
        if rule.endpoint != TELLS_OF_READING:
            visitor._request(address, "GET", headers=bearer(token) if is_api(rule) else {})
    assert any(told.startswith("SELECT") for told in statements)
    assert [told for told in statements if told.startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_opening_a_conversation_notes_what_was_read_and_that_alone(as_, alice, bob, statements):
    factories.message(author=bob, recipient=alice)
    alice.last_seen = clock.now()
    visitor = as_(alice)
    statements.clear()
    visitor.get("/messages/bob")
    written = [told.split()[:3] for told in statements if told.startswith(("INSERT", "UPDATE", "DELETE"))]

    news = [["UPDATE", "notification", "SET"], ["INSERT", "INTO", "notification"]]
    assert written == [["UPDATE", "message", "SET"], *news]


def test_only_the_api_knows_more_than_get_and_post(app):
    pages = [rule for rule in app.url_map.iter_rules() if not is_api(rule)]
    assert {method for rule in pages for method in rule.methods} <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_job_asked_for_is_in_app_tasks():
    asked = calls("launch_task") | calls("get_task_in_progress")
    assert asked
    assert all(hasattr(getattr(tasks, job, None), "__wrapped__") for job in asked)


def test_every_queue_has_a_worker():
    queues = {value for constant, value in vars(queue).items() if constant.startswith("QUEUE")}
    started = re.findall(r"^worker\w*:.* rq worker (.+)$", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert queues == {each for line in started for each in line.split()}


def test_every_setting_is_documented():
    reading = r"\b(?:text|number|switch|names|choice|env\.\w+)\(\s*\"([A-Z_]+)\""
    settings = set(re.findall(reading, (ROOT / "config.py").read_text()))
    assert len(settings) > 20
    headings = re.findall(r"^#+ .*$", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE)
    assert settings - set(re.findall(r"[A-Z][A-Z_]+", " ".join(headings))) == set()


def test_every_template_parses(app):
    for template in app.jinja_env.list_templates():
        app.jinja_env.get_template(template)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_nothing_inline(path):
    pattern = INLINE_IN_MAIL if "mail" in path.parts else INLINE
    assert not pattern.search(path.read_text())


def test_every_journey_of_the_table_is_there():
    text = (ROOT / "docs/development.md").read_text().partition("## Features and their journeys")[2]
    rows = [row for row in text.partition("\n## ")[0].splitlines() if "`test_" in row]
    for row in rows:
        named = re.findall(r"`(test_\w+)(\.py)?`", row)
        told = "".join((ROOT / f"tests/journeys/{name}.py").read_text() for name, is_file in named if is_file)
        assert all(f"def {name}(" in told for name, is_file in named if not is_file), row
    assert len(rows) >= 12
