"""The room's blueprint, which its pages share."""

from flask import Blueprint

blueprint = Blueprint("support", __name__)
