"""A file in the small world."""

import io
from functools import partial
from typing import Any

from portal.enquiry import attached, service
from portal.enquiry.queries import all_asks, get_enquiry
from portal.files.uploads import Upload


def attach(world: Any) -> str:
    """Return the address of a file of company A in the thread with owner A, below /arenden; its name is confided too."""
    words, asker, reference = world.words["thread"], world.visitors["sme_a"], world.enquire()
    upload = Upload.judged(f"{words}.txt", io.BytesIO(words.encode()))
    (asked,) = all_asks(get_enquiry(reference, asker))
    message = attached.send(partial(service.post, asker, asked, words, now=world.now), [upload], now=world.now)
    return f"{reference}/filer/{attached.files_of([message.id])[message.id][0].reference}"
