"""What is done with files: keep one that was judged, discard those of a conversation that is over."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from portal import audit
from portal.database import transaction
from portal.files.models import KeptFile
from portal.files.uploads import Upload
from portal.references import new_reference


def keep(upload: Upload, *, person_id: int | None, organisation_id: int, now: datetime) -> KeptFile:
    """Return the file, kept; within the transaction of the message that it belongs to, so that neither is there alone."""
    with transaction() as session:
        kept = KeptFile(
            reference=new_reference("FI"),
            name=upload.name,
            media_type=upload.file_type.media_type,
            size=upload.size,
            sha256=upload.sha256,
            content=upload.content(),
            created_at=now,
            created_by=person_id,
            organisation_id=organisation_id,
        )
        session.add(kept)
        session.flush()
        # Of several files only one is held in memory at a time.
        session.expire(kept, ["content"])
        audit.record("file.kept", kept.reference, person_id=person_id, now=now, size=kept.size, sha256=kept.sha256)
    return kept


def discard(ids: Collection[int], *, person_id: int | None, now: datetime) -> int:
    """Remove these files for good and return how many there were. Whoever links to them removes the links first."""
    with transaction() as session:
        references = session.scalars(select(KeptFile.reference).where(KeptFile.id.in_(ids))).all()
        session.execute(delete(KeptFile).where(KeptFile.id.in_(ids)))
        for reference in references:
            audit.record("file.discarded", reference, person_id=person_id, now=now)
    return len(references)
