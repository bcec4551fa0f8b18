"""The names that other programs, scripts and habits rely on; see docs/architecture.md."""

import inspect

import pytest
import sqlalchemy as sa

import app as package
import config
from app import db, email, models, tasks

USER = {
    "set_password", "check_password", "avatar", "follow", "unfollow", "is_following", "followers_count",
    "following_count", "following_posts", "posts", "following", "followers", "unread_message_count",
    "add_notification", "launch_task", "get_tasks_in_progress", "get_task_in_progress", "tasks",
}  # fmt: skip
COLUMNS = {
    "user": {"id", "username", "email", "password_hash", "about_me", "last_seen"},
    "post": {"id", "body", "timestamp", "user_id", "language"},
    "message": {"id", "sender_id", "recipient_id", "body", "timestamp"},
    "notification": {"id", "name", "user_id", "timestamp", "payload_json"},
    "task": {"id", "name", "description", "user_id", "complete"},
    "followers": {"follower_id", "followed_id"},
    "reviews": {"id", "created_at", "name", "review", "comments"},
}
PATHS = {
    "/", "/index", "/explore", "/user/<username>", "/edit_profile",
    "/follow/<username>", "/unfollow/<username>", "/export_posts", "/notifications",
    "/auth/login", "/auth/logout", "/auth/register", "/auth/reset_password_request",
    "/auth/reset_password/<token>", "/messages", "/messages/<username>", "/send_message/<recipient>",
    "/feedback", "/send-notification/<email>",
}  # fmt: skip


def test_the_package_offers_the_factory_and_the_database():
    assert callable(package.create_app) and package.db is db
    assert isinstance(config.Config, type)


def test_a_user_can_do_what_the_guide_says():
    assert set(dir(models.User)) >= USER


def test_a_task_can_be_asked_for_its_job_and_progress():
    assert set(dir(models.Task)) >= {"id", "name", "description", "user_id", "complete", "user"}
    assert callable(models.Task.get_rq_job) and callable(models.Task.get_progress)


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_has_its_columns(table):
    assert set(db.metadata.tables[table].columns.keys()) >= COLUMNS[table]


@pytest.mark.parametrize("table", COLUMNS)
def test_a_row_written_by_hand_needs_no_other_columns(table):
    further = [column for column in db.metadata.tables[table].columns if column.name not in COLUMNS[table]]
    assert all(column.nullable or column.server_default is not None for column in further)


def test_send_email_takes_what_it_always_took():
    names = ["subject", "sender", "recipients", "text_body", "html_body", "attachments", "sync"]
    assert [*inspect.signature(email.send_email).parameters] == names


def test_jobs_have_their_names():
    assert callable(tasks.export_posts) and callable(tasks.example) and callable(tasks.call_webhook)


def test_every_path_of_the_guide_is_there(app):
    assert {rule.rule for rule in app.url_map.iter_rules()} >= PATHS
    assert set(app.blueprints) >= {"main", "auth"}


def test_the_application_carries_its_queue(app):
    assert app.task_queue.name == "microblog-tasks"
    assert app.redis.ping()


def test_the_tables_can_be_written_by_hand(app):
    insert = "INSERT INTO {} (username, email, password_hash) VALUES ('Hand', 'Hand@example.com', NULL)"
    quoted = db.engine.dialect.identifier_preparer.quote("user")
    db.session.execute(sa.text(insert.format(quoted)))
    assert models.User.named("hAND").email == "Hand@example.com"
