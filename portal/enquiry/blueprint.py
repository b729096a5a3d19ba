"""The blueprint that the pages of this room, and of its alcoves, hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("enquiry", __name__)
Answer = str | Response | tuple[str, int]
