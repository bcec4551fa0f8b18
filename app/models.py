"""Every mapped class, under one roof."""

from app.accounts.login_sessions import LoginSession
from app.accounts.models import User
from app.accounts.tokens import ApiToken
from app.deliveries.models import Delivery
from app.exports.models import Export
from app.exports.schedule import ExportSchedule
from app.feedback.models import Review
from app.imports.models import Import
from app.jobs.lease import Lease
from app.jobs.models import Task
from app.messages.models import Message
from app.moderation.acts import Act
from app.moderation.reports import Report
from app.moderation.restraints import Restraint
from app.notifications.models import Notification
from app.posts.mentions import Mention
from app.posts.models import Post
from app.translation.models import Translation
from app.webhooks.models import Webhook

__all__ = [
    "Act",
    "ApiToken",
    "Delivery",
    "Export",
    "ExportSchedule",
    "Import",
    "Lease",
    "LoginSession",
    "Mention",
    "Message",
    "Notification",
    "Post",
    "Report",
    "Restraint",
    "Review",
    "Task",
    "Translation",
    "User",
    "Webhook",
]
