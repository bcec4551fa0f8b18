"""Microblog: a social application whose long work runs in the background and tells the truth about itself."""

from flask import Flask

import config
from app import features
from app.extensions import db

__all__ = ["create_app", "db"]


def create_app(config_class: type = config.Config) -> Flask:
    """The application for a configuration. Raises ConfigError with every fault of it."""
    app = Flask(__name__)
    app.config.from_object(config_class)
    config.complete(app.config)
    for part in features.PARTS:
        part.init_app(app)
    for blueprint in features.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
