"""What the signed cookie holds of a person: the token of the sign-in, and addresses typed here that await a letter."""

from flask import session

SIGN_IN, TYPED = "sign_in", "typed"
MOST_TYPED = 4


def begin(token: str) -> None:
    """Take up a new sign-in: nothing that was in the cookie before it survives, but what the page has yet to say."""
    flashes = session.get("_flashes")
    session.clear()
    session[SIGN_IN] = token
    if flashes:
        session["_flashes"] = flashes


def end() -> None:
    session.clear()


def token() -> str | None:
    return session.get(SIGN_IN)


def remember(email: str) -> None:
    """Remember the newest few addresses that were typed in this browser."""
    others = [one for one in typed() if one != email]
    session[TYPED] = [*others, email][-MOST_TYPED:]


def typed() -> list[str]:
    return list(session.get(TYPED, ()))
