"""Addresses of static files, with a hash of the content so that they may be kept for a year; the same in both languages."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

A_YEAR = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    folder = Path(str(app.static_folder))
    known: dict[str, str] = {}

    def asset(path: str) -> str:
        if path not in known or app.debug:
            digest = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]
            known[path] = f"/static/{path}?v={digest}"
        return known[path]

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code in (200, 304):
            response.headers["Cache-Control"] = A_YEAR
        return response

    app.jinja_env.globals["asset"] = asset
    app.extensions["asset"] = asset
