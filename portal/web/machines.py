"""Rooms for programs: no cookie and no form key there, the language by Accept-Language, and faults as problem documents."""

from flask import Flask, current_app, request

PREFIX = "/api/"


def serve(app: Flask, blueprint: str) -> None:
    """Let everything on this blueprint be for programs."""
    app.extensions.setdefault("machines", set()).add(blueprint)


def asks() -> bool:
    """Return whether it is a program that asks, so far as the address tells: in such a room, or where there is nothing at all."""
    if not request.path.startswith(PREFIX):
        return False
    return request.endpoint is None or request.blueprint in current_app.extensions.get("machines", ())
