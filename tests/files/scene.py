"""A page with a field for attachments, as a room above would have it, and bodies of any size that nobody holds."""

import io

from flask import Blueprint, redirect, render_template_string
from wtforms import TextAreaField

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.database import transaction
from portal.files import answers, queries, service
from portal.files.forms import AttachmentsField
from portal.files.receiving import takes_files
from portal.web.forms import PortalForm, required

ADDRESS = "/prov/bifoga"
PAGE = """{% extends "base.html" %}
{% from "macros/forms.html" import error_summary, field, hidden_fields, submit %}
{% from "files/_attach.html" import attach, attached %}
{% block title %}Prov{% endblock %}
{% block content %}<h1>Prov</h1>
{{ attached(kept, "trial.fetch") }}
<form method="post" enctype="multipart/form-data" novalidate>
{{ error_summary(form) }}{{ hidden_fields(form) }}{{ field(form.body) }}{{ attach(form.files) }}{{ submit("Skicka") }}
</form>{% endblock %}"""
BOUNDARY = "gransen"


class MessageForm(PortalForm):
    body = TextAreaField("Ert meddelande", [required()])
    files = AttachmentsField("Bifoga filer")


def blueprint():
    trial = Blueprint("trial", __name__)

    @trial.route(ADDRESS, methods=["GET", "POST"])
    @audience("signed-in")
    @takes_files
    def attach():
        form, kept = MessageForm(), []
        if form.validate_on_submit():
            with transaction():
                for upload in form.files.uploads:
                    kept.append(service.keep(upload, **giver(), now=clock.now()))
            return redirect(ADDRESS, 303)
        return render_template_string(PAGE, form=form, kept=kept), 422 if form.errors else 200

    @trial.route("/prov/smatt", methods=["POST"])
    @audience("signed-in")
    def small():
        return "", 422 if MessageForm().errors else 200

    @trial.get("/prov/fil/<file>")
    @audience("signed-in")
    def fetch(file):
        return answers.download(queries.get_file(file))

    return trial


def giver():
    return {"person_id": signed_in().id, "organisation_id": signed_in().organisation.id}


class Body:
    """A body of two texts and files between them, `size` bytes of nonsense in each, made as it is read."""

    def __init__(self, size, files=1, name="stor.pdf", ends=True):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="body"\r\n\r\nDet jag skrev\r\n'.encode()
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        part += "Content-Type: application/pdf\r\n\r\n"
        last = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="after"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'
        self.parts = [io.BytesIO(head)]
        for _ in range(files):
            self.parts += [io.BytesIO(part.encode()), Nonsense(size), io.BytesIO(b"\r\n")]
        self.parts.append(io.BytesIO(last.encode()))
        self.length = len(head) + files * (len(part) + size + 2) + len(last)
        self.was_read = 0

    def read(self, size=-1):
        while self.parts:
            data = self.parts[0].read(size)
            if data:
                self.was_read += len(data)
                return data
            self.parts.pop(0)
        return b""

    def sent(self):
        """Return what makes a test client send this."""
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return {"wsgi.input": self, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(self.length)}


class Nonsense:
    def __init__(self, size):
        self.left = size

    def read(self, size):
        given = min(self.left, size if size >= 0 else self.left)
        self.left -= given
        return b"%PDF-1.7 "[:given] if given < 9 else (b"%PDF-1.7\n" * (given // 9 + 1))[:given]
