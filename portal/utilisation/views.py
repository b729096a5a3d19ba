"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("utilisation", __name__)
