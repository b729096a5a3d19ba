"""The report that comes with an outcome: kept with it, read by who may read it, refused where a file is not what it says."""

import io

import pytest
from sqlalchemy import func, select

from portal.database import db
from portal.enquiry import attached
from portal.enquiry.models import OutcomeFile
from portal.enquiry.outcomes.filed import files_of
from portal.enquiry.outcomes.queries import find_outcome
from portal.files.models import KeptFile
from tests.builders import make_organisation, make_person
from tests.enquiry.after import NOW, ask_another, make_case
from tests.files.making import PROGRAM, pdf

ANSWERS = {"done": "yes", "figure_met": "yes", "next_exit": "certify", "trl_before": "", "trl_after": ""}


@pytest.fixture
def case(app, freeze):
    freeze(NOW)
    return make_case()


def address(case):
    return f"/arenden/{case.enquiry.reference}/utfall"


def tell_with(client, case, name="rapport.pdf", content=None, **typed):
    report = (io.BytesIO(pdf() if content is None else content), name)
    return client.post(address(case), data={**ANSWERS, **typed, "files": report}, content_type="multipart/form-data")


def kept(case, organisation_id):
    outcome = find_outcome(case.enquiry.id, organisation_id)
    return files_of([outcome.id]).get(outcome.id, [])


def test_the_company_gives_its_report_and_reads_it(case, client, sign_in) -> None:
    sign_in(case.person)

    answer = tell_with(client, case)
    page = client.get(address(case)).text
    (report,) = kept(case, case.enquiry.organisation_id)
    fetched = client.get(f"{address(case)}/{report.reference}")

    assert answer.status_code == 303 and "rapport.pdf" in page
    assert fetched.data == pdf() and fetched.headers["Content-Disposition"].startswith("attachment")


def test_the_same_report_given_twice_is_kept_once(case, client, sign_in) -> None:
    sign_in(case.person)

    tell_with(client, case)
    tell_with(client, case)

    assert len(kept(case, case.enquiry.organisation_id)) == 1


@pytest.mark.parametrize(("shown", "status"), [("", 404), ("y", 200)])
def test_an_owner_reads_the_companys_report_only_where_it_is_let(case, client, sign_in, shown, status) -> None:
    sign_in(case.person)
    tell_with(client, case, **({"shown_to_owners": shown} if shown else {}))
    (report,) = kept(case, case.enquiry.organisation_id)

    sign_in(case.owner_person)

    assert client.get(f"{address(case)}/{report.reference}").status_code == status


def test_nobody_else_reads_a_report(case, client, sign_in) -> None:
    other = ask_another(case)
    sign_in(case.owner_person)
    tell_with(client, case)
    (report,) = kept(case, case.owner.organisation_ids[0])

    for person in (other, make_person(make_organisation("Främmande AB"))):
        sign_in(person)
        assert client.get(f"{address(case)}/{report.reference}").status_code == 404
    assert client.get(f"{address(case)}/finns-inte").status_code == 404


def test_a_program_that_is_called_a_report_is_refused_and_nothing_is_kept(case, client, sign_in) -> None:
    sign_in(case.person)

    answer = tell_with(client, case, content=PROGRAM, text="Det gick bra.")

    assert answer.status_code == 422 and "rapport.pdf" in answer.text and "Det gick bra." in answer.text
    assert find_outcome(case.enquiry.id, case.enquiry.organisation_id) is None
    assert db.session.scalar(select(func.count(KeptFile.id))) == 0


def test_the_files_of_a_case_go_with_its_reports(case, client, sign_in) -> None:
    sign_in(case.person)
    tell_with(client, case)

    assert attached.discard_all(case.enquiry, person_id=case.person.id, now=NOW) == 1
    assert db.session.scalar(select(func.count(OutcomeFile.kept_file_id))) == 0
