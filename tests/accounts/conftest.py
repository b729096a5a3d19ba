"""Fixtures of this room."""

import pytest

from portal.accounts import passwords


@pytest.fixture
def hashed(monkeypatch):
    """Return the list of passwords that reach the slow comparison."""
    seen, real = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda known, typed: seen.append(typed) or real(known, typed))
    return seen
