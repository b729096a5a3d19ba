"""Pages of this room."""

from flask import Blueprint

blueprint = Blueprint("enquiry", __name__)
