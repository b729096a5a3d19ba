"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("support", __name__)
