"""Passwords: Argon2id with the settings of the portal. Slow on purpose, so never called inside a transaction."""

from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password is the one behind the hash; with no hash (nobody has the address) it takes as long."""
    known = password_hash or _nobody(*_settings())
    try:
        return _hasher().verify(known, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Return whether the hash was made with other settings than those of today."""
    return _hasher().check_needs_rehash(password_hash)


def prepare() -> None:
    """Make the hash that unknown addresses are compared with, so that the first of them does not wait for it alone."""
    _nobody(*_settings())


def _settings() -> tuple[int, int]:
    return current_app.config["ARGON2_MEMORY_KIB"], current_app.config["ARGON2_PASSES"]


def _hasher() -> PasswordHasher:
    return _with(*_settings())


@lru_cache(maxsize=8)
def _with(memory: int, passes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1, type=Type.ID)


@lru_cache(maxsize=8)
def _nobody(memory: int, passes: int) -> str:
    return _with(memory, passes).hash("nobody has this password")
