"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("capacity", __name__)
