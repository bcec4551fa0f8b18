"""Who somebody is, wherever they are named beside something else."""

from __future__ import annotations

from flask_marshmallow import Schema
from marshmallow import fields


class ToldPerson(Schema):
    """Who somebody is."""

    id = fields.Integer(metadata={"example": 1})
    username = fields.String(metadata={"example": "susan"})
