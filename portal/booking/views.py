"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("booking", __name__)
