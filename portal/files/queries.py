"""Reads of kept files. None asks who is reading: the room that keeps the conversation does."""

from collections.abc import Collection

from sqlalchemy import func, select

from portal.database import db
from portal.errors import NotFound
from portal.files.models import KeptFile


def get_file(reference: str) -> KeptFile:
    """Return the file without its content. Raise NotFound when there is none."""
    kept = db.session.scalars(select(KeptFile).where(KeptFile.reference == reference.upper())).one_or_none()
    if kept is None:
        raise NotFound()
    return kept


def content_of(kept: KeptFile) -> bytes:
    """Return what the file holds. Raise NotFound when it has been removed meanwhile."""
    content = db.session.scalar(select(KeptFile.content).where(KeptFile.id == kept.id))
    if content is None:
        raise NotFound()
    return bytes(content)


def total_size(ids: Collection[int]) -> int:
    """Return how many bytes these files take together."""
    return db.session.scalar(select(func.coalesce(func.sum(KeptFile.size), 0)).where(KeptFile.id.in_(ids))) or 0
