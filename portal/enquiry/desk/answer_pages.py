"""The texts that a coordinating organisation answers with: listed, written, changed and removed."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.desk import answers, queries
from portal.enquiry.desk.answers import Words
from portal.enquiry.desk.forms import ReadyAnswerForm
from portal.enquiry.models import ReadyAnswer
from portal.errors import Refusal


@blueprint.get("/samordning/svarsmallar")
@audience("coordinator")
def ready_answers() -> str:
    return render_template("enquiry/ready_answers.html", answers=queries.ready_answers(signed_in()))


@blueprint.route("/samordning/svarsmallar/ny", methods=["GET", "POST"])
@audience("coordinator")
def new_ready_answer() -> Answer:
    return _edit(ReadyAnswerForm(), None)


@blueprint.route("/samordning/svarsmallar/<int:number>", methods=["GET", "POST"])
@audience("coordinator")
def ready_answer(number: int) -> Answer:
    """Change a text of one's own organisation."""
    answer = queries.get_ready_answer(number, signed_in())
    return _edit(ReadyAnswerForm(obj=answer), answer)


@blueprint.post("/samordning/svarsmallar/<int:number>/ta-bort")
@audience("coordinator")
def remove_ready_answer(number: int) -> Response:
    answers.remove(signed_in(), queries.get_ready_answer(number, signed_in()), now=clock.now())
    flash(_("Svarsmallen är borttagen."), "success")
    return redirect(url_for("enquiry.ready_answers"), 303)


def _edit(form: ReadyAnswerForm, answer: ReadyAnswer | None) -> Answer:
    if form.validate_on_submit():
        try:
            answers.save(signed_in(), Words(form.title.data, form.body.data), now=clock.now(), answer=answer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Svarsmallen är sparad."), "success")
            return redirect(url_for("enquiry.ready_answers"), 303)
    page = render_template("enquiry/ready_answer.html", form=form, answer=answer, places=answers.PLACES)
    return page, 422 if form.errors else 200
