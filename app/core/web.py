"""The two blueprints that the features put their pages on; their names are part of the public interface."""

from flask import Blueprint

main = Blueprint("main", "app")
auth = Blueprint("auth", "app", url_prefix="/auth")
