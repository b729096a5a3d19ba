"""Structured logs: one line of JSON a request and an event, in UTC, without what people type."""

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()
QUIET = {"static", "home.alive", "home.ready"}


def configure(level: str, form: str) -> None:
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form != "json":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    configure(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"])

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint not in QUIET:
            # The path without its query: what somebody searched for is nobody else's business.
            log.info(
                "request",
                method=request.method,
                path=_path(),
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response

    # Flask calls this for what no handler expected; its own logger would say the same thing a second time.
    app.log_exception = _fault  # type: ignore[method-assign, assignment]


def _path() -> str:
    """Return the path without the key that opens a draft or a basket: whoever reads the log may not."""
    key = (request.view_args or {}).get("key")
    return request.path.replace(str(key), "…") if key else request.path


def _fault(exception: Any) -> None:
    log.error("fault", endpoint=request.endpoint, exc_info=exception)
