"""The list of parts that make the application; nothing else knows it."""

from app import (
    database,
    email,
    errors,
    headers,
    health,
    i18n,
    intake,
    logs,
    models,
    schedule,
    sessions,
    templating,
)
from app.accounts import (
    api as accounts_api,
    auth_routes,
    deletion,
    routes as accounts,
    session_routes,
    settings_routes,
    token_routes,
)
from app.api import auth as api_auth, bodies, description, docs, limits, tokens
from app.appearance import routes as appearance
from app.backups import commands as backup_commands
from app.core import after, measure, redis, storage, urls
from app.core.web import api, auth, main
from app.exports import api as exports_api, commands as export_commands, routes as exports
from app.feedback import routes as feedback, sheet, tally
from app.feeds import routes as feeds
from app.imports import routes as imports
from app.jobs import api as jobs_api, commands, queue, routes as jobs, visits
from app.mailbox import routes as mailbox
from app.messages import api as messages_api, routes as messages
from app.moderation import commands as moderation_commands, office_routes, report_routes, restraint_routes
from app.notices import api as notices_api
from app.notifications import api as notifications_api, channel, handover, polls, routes as notifications
from app.ops import commands as ops_commands, metrics, routes as operations, stopwatch
from app.posts import api as posts_api, post_routes, routes as posts
from app.search import api as search_api, commands as search_commands, routes as search
from app.translation import offers, routes as translation, translator
from app.translations import commands as translations
from app.webhooks import api as webhooks_api

# Imported so that they register: each puts its pages on the blueprints, and the records fill the metadata.
EDGES = (
    *(accounts, appearance, auth_routes, exports, exports_api, imports, jobs, mailbox, messages),
    *(feedback, feeds, notifications, posts, search),
    *(description, docs, post_routes, session_routes, token_routes, settings_routes, tokens, translation),
    *(office_routes, report_routes, restraint_routes, operations),
    *(accounts_api, jobs_api, messages_api, notices_api, notifications_api, posts_api, search_api),
    webhooks_api,
)
RECORDS = models
# Health answers before anything else can refuse; logs come before all that may want to log.
PARTS = (
    *(
        logs,
        health,
        metrics,
        measure,
        channel,
        polls,
        handover,
        intake,
        database,
        email,
        sessions,
        headers,
        errors,
        i18n,
    ),
    *(templating, redis, storage, queue, commands, export_commands, search_commands, after, visits, bodies),
    *(api_auth, limits, deletion, translations, translator, offers, moderation_commands, tally, urls),
    *(backup_commands, schedule, sheet, ops_commands, stopwatch),
)
BLUEPRINTS = (main, auth, api)
