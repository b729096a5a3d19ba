"""The field by which files are attached: it judges each file and says at the field, by name, why one is not taken.

A page shows it with the macro of "files/_attach.html", in a form that is sent as multipart/form-data to a view that `takes_files`.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage

from portal.errors import Refusal
from portal.files import refusals, rules
from portal.files.kinds import LARGEST, MOST_FILES, WORDS
from portal.files.names import safe_name
from portal.files.uploads import Upload
from portal.files.words import ACCEPTED, limits_in_words
from portal.web.error_pages import translated


def _for_the_script() -> dict[str, Any]:
    """Return what "files/attach.js" says before anything is sent, in the reader's words."""
    file = {"file": "{file}"}
    words = {
        "too-large": rules.too_large(**file),
        "too-many": refusals.TooMany(**file, most=MOST_FILES),
        "other-type": refusals.UnknownType(**file, types=WORDS),
    }
    texts = {f"data-{name}": translated(refusal) for name, refusal in words.items()}
    return {"data-largest": LARGEST, "data-most": MOST_FILES, **texts}


class AttachmentsField(MultipleFileField):
    """Up to five files. After `validate`, `uploads` are those that may be kept; one refused file refuses the form."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"render_kw": {"accept": ACCEPTED, **_for_the_script()}, **kwargs})
        self.uploads: list[Upload] = []
        self.chosen: list[str] = []
        self.was_lost = False

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the files that were chosen; names without files come from a form that was not sent as multipart."""
        self.data = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.chosen = [safe_name(str(one.filename)) for one in self.data]
        self.was_lost = any(isinstance(one, str) and one for one in valuelist)

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        super().validate(form, extra_validators)
        refused = [refusals.NotReceived()] if self.was_lost else self._judge()
        self.errors: list[str] = [*self.errors, *(translated(one) for one in refused)]
        return not self.errors

    def hint(self) -> str:
        """Return what may be attached, in words."""
        return limits_in_words()

    def again(self) -> str:
        """Return which files had been chosen, since no server can put them back into a form; nothing where none were."""
        if not self.chosen:
            return ""
        return " " + _(
            "Ni hade valt: %(names)s. En webbläsare minns inte filer: välj dem igen.", names=", ".join(self.chosen)
        )

    def _judge(self) -> list[Refusal]:
        self.uploads, refused = [], []
        for number, (name, storage) in enumerate(zip(self.chosen, self.data or [], strict=True)):
            try:
                if number >= MOST_FILES:
                    raise refusals.TooMany(file=name, most=MOST_FILES)
                if getattr(storage.stream, "is_cut", False):
                    raise rules.too_large(name)
                self.uploads.append(Upload.judged(name, storage.stream))
            except Refusal as refusal:
                refused.append(refusal)
        return refused
