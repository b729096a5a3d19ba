"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("map", __name__)
