"""Whole pages that are the same for everybody who is nobody in particular, kept until what they show has a new version.

A browser whose signed cookie holds anything (a sign-in, a flashed message, a form's token) gets a page of its own.
"""

from collections.abc import Callable, Hashable

from flask import request, session

from portal.web.fragments import Fragments

LONGEST_QUERY = 400


class SharedPages:
    """The pages of one room, by address and language; the least recently asked for leave first."""

    def __init__(self, size: int = 64):
        self._kept = Fragments(size)

    def get(
        self, version: Hashable, make: Callable[[], str], *, standing: Callable[[], Hashable] = lambda: None
    ) -> str:
        """Return the page at this address: a kept one where it would be the same, else one that is made now.

        `standing` is asked for a kept page only, and tells apart what changes more often than the version does.
        """
        if session or len(request.query_string) > LONGEST_QUERY:
            return make()
        return str(self._kept.get((request.script_root, request.path, request.query_string, standing()), version, make))
