"""Handing out the files of a case."""

from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.enquiry import attached, queries
from portal.enquiry.blueprint import blueprint
from portal.files import answers


@blueprint.get("/arenden/<reference>/filer/<file>")
@audience("signed-in")
def fetch(reference: str, file: str) -> Response:
    """Hand out a file to who may read the message that it came with."""
    enquiry = queries.get_enquiry(reference, signed_in())
    return answers.download(attached.open_file(signed_in(), enquiry, file, now=clock.now()))
