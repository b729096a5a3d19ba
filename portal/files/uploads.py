"""A file on its way in: judged, and not yet kept."""

import hashlib
from dataclasses import dataclass, field
from typing import IO

from portal.files import rules
from portal.files.kinds import LARGEST, FileType
from portal.files.names import safe_name


@dataclass(frozen=True)
class Upload:
    """A file that may be kept. Made by `judged` alone, so that nothing is kept that was not judged."""

    name: str
    file_type: FileType
    size: int
    sha256: str
    stream: IO[bytes] = field(repr=False)

    @classmethod
    def judged(cls, name: str, stream: IO[bytes]) -> "Upload":
        """Return the upload, or raise the FileRefused that says why not. At most one file's content is held at a time."""
        safe = safe_name(name)
        content = _all_of(stream)
        file_type = rules.judge(safe, content)
        return cls(safe, file_type, len(content), hashlib.sha256(content).hexdigest(), stream)

    def content(self) -> bytes:
        """Return the content; it must be what was judged."""
        content = _all_of(self.stream)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise RuntimeError(f"{self.name} changed after it was judged")
        return content


def _all_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(LARGEST + 1)
