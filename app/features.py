"""The list of parts that make the application; nothing else knows it."""

from app import database, email, errors, headers, health, i18n, intake, logs, models, sessions, templating
from app.accounts import auth_routes, routes as accounts, session_routes
from app.api import bodies, description, tokens
from app.appearance import routes as appearance
from app.core import redis, storage
from app.core.web import api, auth, main
from app.exports import api as exports_api, commands as export_commands, routes as exports
from app.imports import routes as imports
from app.jobs import commands, queue, routes as jobs, visits
from app.mailbox import routes as mailbox
from app.notifications import channel, handover, polls, routes as notifications
from app.posts import routes as posts
from app.search import commands as search_commands, routes as search

# Imported so that they register: each puts its pages on the blueprints, and the records fill the metadata.
EDGES = (
    *(accounts, appearance, auth_routes, exports, exports_api, imports, jobs, mailbox, notifications, posts),
    *(description, search, session_routes, tokens),
)
RECORDS = models
# Health answers before anything else can refuse; logs come before all that may want to log.
PARTS = (
    *(logs, health, channel, polls, handover, intake, database, email, sessions, headers, errors, i18n),
    *(templating, redis, storage, queue, commands, export_commands, search_commands, visits, bodies),
)
BLUEPRINTS = (main, auth, api)
