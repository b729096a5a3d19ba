"""Every setting of the portal with its default; the only file that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "for development on this machine only"  # nosec B105
SHORTEST_SECRET = 32


class MissingSetting(RuntimeError):
    """The start is refused: a setting that has no safe default is missing or too weak."""


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> dict[str, Any]:
    """Return the configuration of one application.

    Raise MissingSetting when SECRET_KEY or PUBLIC_URL is missing outside development, or the key is short.
    """
    env = os.environ if environ is None else environ
    environment = env.get("ENVIRONMENT", "development")
    development = overrides.get("ENVIRONMENT", environment) != "production"
    settings: dict[str, Any] = {
        "ENVIRONMENT": environment,
        "PORTAL_NAME": env.get("PORTAL_NAME", "Testporten"),
        # Who runs this portal: named in the statements on accessibility and privacy, which that organisation signs.
        "OPERATOR": env.get("OPERATOR", ""),
        "SECRET_KEY": env.get("SECRET_KEY", DEVELOPMENT_SECRET if development else ""),
        "SECRET_KEY_FALLBACKS": [key for key in env.get("SECRET_KEY_FALLBACKS", "").split(",") if key],
        "PUBLIC_URL": env.get("PUBLIC_URL", "http://127.0.0.1:8000" if development else ""),
        "TRUSTED_HOSTS": [host for host in env.get("TRUSTED_HOSTS", "").split(",") if host] or None,
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'testporten.sqlite'}"),
        "DEMONSTRATION": _flag(env.get("DEMONSTRATION", "0")),
        "SEEDS": env.get("SEEDS", str(ROOT / "seeds")),
        "LOG_LEVEL": env.get("LOG_LEVEL", "INFO"),
        "LOG_FORMAT": env.get("LOG_FORMAT", "json"),
        # Owasp's values for Argon2id: 19 MiB, two passes, one lane.
        "ARGON2_MEMORY_KIB": int(env.get("ARGON2_MEMORY_KIB", str(19 * 1024))),
        "ARGON2_PASSES": int(env.get("ARGON2_PASSES", "2")),
        "SMTP_HOST": env.get("SMTP_HOST", ""),
        "SMTP_PORT": int(env.get("SMTP_PORT", "587")),
        "SMTP_USER": env.get("SMTP_USER", ""),
        "SMTP_PASSWORD": env.get("SMTP_PASSWORD", ""),
        "MAIL_FROM": env.get("MAIL_FROM", "Testporten <portalen@example.invalid>"),
        # How many requests one token of the API may make in a minute.
        "API_REQUESTS_A_MINUTE": int(env.get("API_REQUESTS_A_MINUTE", "300")),
        # Capacity is unfolded this many days ahead; bookings cannot reach further.
        "HORIZON_DAYS": int(env.get("HORIZON_DAYS", "560")),
        "BEHIND_PROXIES": int(env.get("BEHIND_PROXIES", "0")),
        # Large enough for the longest form in both languages, small enough that a megabyte of text is refused.
        "MAX_CONTENT_LENGTH": 512 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not development,
        "SESSION_COOKIE_NAME": "session" if development else "__Host-session",
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
        "SQLALCHEMY_SESSION_OPTIONS": {"expire_on_commit": False},
    }
    settings.update(overrides)
    _refuse_weak(settings)
    return settings


def _refuse_weak(settings: Mapping[str, Any]) -> None:
    if settings["ENVIRONMENT"] != "production":
        return
    if len(settings["SECRET_KEY"]) < SHORTEST_SECRET or settings["SECRET_KEY"] == DEVELOPMENT_SECRET:
        raise MissingSetting(f"SECRET_KEY must be set to at least {SHORTEST_SECRET} random characters in production.")
    if not settings["PUBLIC_URL"]:
        raise MissingSetting("PUBLIC_URL must be set in production: links in messages are built from it.")
    if settings["DEMONSTRATION"]:
        raise MissingSetting("DEMONSTRATION shows sent messages on a page and must stay off in production.")
