"""Reading a form that brings files: what is too large is cut off while it is read, and all that was typed is kept.

A view says with `takes_files` that its form may bring files; every other form stays within the small limit of the settings. Who
may come is asked before the body is read: the guards stand before this in `create_app`.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request

from portal.files.kinds import LARGEST, MEGABYTE, MOST_FILES
from portal.files.words import size_in_words, type_in_words

# So much of a body is read on, and thrown away, for the sake of an answer with everything typed; a larger one is refused unread.
READ_ON = 128 * MEGABYTE
IN_MEMORY = 512 * 1024
View = TypeVar("View", bound=Callable[..., Any])


class CutStream:
    """Takes what comes and keeps it while it is within its limit; past that it keeps nothing and remembers so."""

    def __init__(self, most: int):
        self.most, self.size, self.is_cut = most, 0, False
        self._kept: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b")  # noqa: SIM115

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size <= self.most:
            return self._kept.write(data)
        if not self.is_cut:
            self.is_cut = True
            self._kept.close()
            self._kept = SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b")  # noqa: SIM115
        return len(data)

    def read(self, size: int = -1) -> bytes:
        return self._kept.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._kept.seek(offset, whence)

    def tell(self) -> int:
        return self._kept.tell()

    def close(self) -> None:
        self._kept.close()


class ReceivingRequest(Request):
    """A request whose files end in streams that cut; beyond the most that are taken nothing of a file is kept."""

    received = 0

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if filename:
            self.received += 1
        return CutStream(LARGEST if self.received <= MOST_FILES else 0)  # type: ignore[return-value]


def takes_files(view: View) -> View:
    """Say that the view's form may bring files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.request_class = ReceivingRequest
    app.before_request(_widen)
    app.jinja_env.filters.update(file_size=size_in_words, file_type=type_in_words)


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and request.mimetype == "multipart/form-data":
        request.max_content_length = READ_ON
