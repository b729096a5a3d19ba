"""Who belongs to an organisation, by whose decision, and that somebody always answers for it."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import membership, permissions, queries, service, tickets
from portal.accounts.models import MANAGER, MEMBER
from portal.errors import NotAllowed, NotFound, TooMany
from tests.accounts.steps import letters_to, token_in
from tests.builders import make_administrator, make_organisation, make_person
from tests.signing_in import start_sign_in

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "fyra ord utan samband"


def visitor(person):
    from portal import clock

    return queries.find_visitor(start_sign_in(person), now=clock.now())


@pytest.fixture
def company(app):
    return make_organisation("Verkstan AB")


@pytest.fixture
def manager(company):
    return visitor(make_person(company, role=MANAGER, email="maria@verkstan.se", name="Maria Ström"))


def invite(manager, company, email="olle@verkstan.se", role=MEMBER):
    membership.invite(manager, company, email, role, now=NOW)
    return token_in(letters_to(email)[0])


def roles(company):
    return {member.email: member.role for member in queries.members(company.id)}


def test_an_invited_person_with_an_account_joins(company, manager):
    olle = make_person(email="olle@verkstan.se")
    token = invite(manager, company)

    membership.join(visitor(olle), token, now=NOW)

    assert roles(company) == {"maria@verkstan.se": MANAGER, "olle@verkstan.se": MEMBER}


def test_an_invited_person_without_an_account_makes_one(company, manager):
    token = invite(manager, company, role=MANAGER)

    sign_in = membership.join_as_new(token, membership.Newcomer("Olle", PASSWORD), now=NOW)

    newcomer = queries.find_visitor(sign_in, now=NOW)
    assert newcomer.organisation.id == company.id and newcomer.organisation.role == MANAGER
    assert service.sign_in("olle@verkstan.se", PASSWORD, now=NOW)


def test_an_invitation_replaces_an_account_that_nobody_confirmed(company, manager):
    service.sign_up(
        service.Application("Någon", "olle@verkstan.se", "förövarens eget lösenord", "Annat AB", "sme"), now=NOW
    )
    token = invite(manager, company)

    membership.join_as_new(token, membership.Newcomer("Olle", PASSWORD), now=NOW)

    with pytest.raises(service.WrongPassword):
        service.sign_in("olle@verkstan.se", "förövarens eget lösenord", now=NOW)


def test_an_invitation_works_for_its_own_address_only(company, manager):
    token = invite(manager, company)

    with pytest.raises(NotAllowed):
        membership.join(visitor(make_person(email="annan@rivalen.se")), token, now=NOW)

    assert membership.get_invitation(token, now=NOW)
    assert list(roles(company)) == ["maria@verkstan.se"]


@pytest.mark.parametrize("length", [timedelta(days=7), timedelta(days=30)])
def test_an_invitation_runs_out_after_a_week(company, manager, length):
    token = invite(manager, company)

    with pytest.raises(tickets.DeadLink):
        membership.join_as_new(token, membership.Newcomer("Olle", PASSWORD), now=NOW + length)


def test_an_invitation_works_once(company, manager):
    token = invite(manager, company)
    membership.join_as_new(token, membership.Newcomer("Olle", PASSWORD), now=NOW)

    with pytest.raises(tickets.DeadLink):
        membership.get_invitation(token, now=NOW)


def test_a_new_invitation_replaces_the_earlier_one(company, manager):
    first, second = invite(manager, company), invite(manager, company, role=MANAGER)

    with pytest.raises(tickets.DeadLink):
        membership.get_invitation(first, now=NOW)
    assert membership.get_invitation(second, now=NOW)
    assert len(queries.invitations(company.id, now=NOW)) == 1


def test_an_invitation_can_be_withdrawn(company, manager):
    token = invite(manager, company)
    ticket = queries.invitations(company.id, now=NOW)[0]

    membership.withdraw_invitation(manager, company, membership.handle(ticket), now=NOW)

    with pytest.raises(tickets.DeadLink):
        membership.get_invitation(token, now=NOW)
    with pytest.raises(NotFound):
        membership.withdraw_invitation(manager, company, membership.handle(ticket), now=NOW)


def test_a_member_is_not_invited_again(company, manager):
    make_person(company, email="olle@verkstan.se")

    with pytest.raises(membership.AlreadyMember):
        membership.invite(manager, company, "Olle@Verkstan.se", MEMBER, now=NOW)


def test_nobody_floods_others_with_invitations(company, manager):
    with pytest.raises(TooMany):
        for number in range(40):
            membership.invite(manager, company, f"person{number}@annat.se", MEMBER, now=NOW)


def test_a_name_with_line_breaks_does_not_reach_the_subject(app):
    company = make_organisation("Verkstan\r\nBcc: alla@annat.se")
    manager = visitor(make_person(company, role=MANAGER))

    membership.found(visitor(make_administrator()), membership.Charter("Ny\r\nBcc: alla", "operator"), now=NOW)
    membership.invite(manager, company, "olle@verkstan.se", MEMBER, now=NOW)

    assert [one.name for one in queries.organisations("operator")] == ["Ny Bcc: alla"]
    assert "\n" not in letters_to("olle@verkstan.se")[0].subject


ACTS = {
    "invite": lambda who, where: membership.invite(who, where, "ny@annat.se", MEMBER, now=NOW),
    "withdraw": lambda who, where: membership.withdraw_invitation(who, where, "x", now=NOW),
    "role": lambda who, where: membership.change_role(who, where, "maria@verkstan.se", MEMBER, now=NOW),
    "remove": lambda who, where: membership.remove(who, where, "maria@verkstan.se", now=NOW),
    "describe": lambda who, where: membership.describe(who, where, number=None, size_class="large", now=NOW),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["member", "manager of another", "nobody's", "coordinator", "owner"])
def test_only_its_managers_change_an_organisation(company, manager, act, who):
    others = {
        "member": lambda: make_person(company),
        "manager of another": lambda: make_person(make_organisation(), role=MANAGER),
        "nobody's": make_person,
        "coordinator": lambda: make_person(make_organisation(kind="coordinator", is_national=True), role=MANAGER),
        "owner": lambda: make_person(make_organisation(kind="operator"), role=MANAGER),
    }

    with pytest.raises(NotAllowed):
        ACTS[act](visitor(others[who]()), company)

    assert roles(company)["maria@verkstan.se"] == MANAGER


def test_an_administrator_manages_every_organisation(company, manager):
    make_person(company, email="olle@verkstan.se")

    membership.change_role(visitor(make_administrator()), company, "olle@verkstan.se", MANAGER, now=NOW)

    assert roles(company)["olle@verkstan.se"] == MANAGER


def test_the_last_manager_neither_steps_down_nor_leaves(company, manager):
    make_person(company, email="olle@verkstan.se")

    with pytest.raises(membership.LastManager):
        membership.change_role(manager, company, manager.email, MEMBER, now=NOW)
    with pytest.raises(membership.LastManager):
        membership.remove(manager, company, manager.email, now=NOW)

    assert roles(company)[manager.email] == MANAGER


def test_one_of_two_managers_leaves(company, manager):
    make_person(company, role=MANAGER, email="olle@verkstan.se")

    membership.remove(manager, company, manager.email, now=NOW)

    assert roles(company) == {"olle@verkstan.se": MANAGER}


def test_a_member_may_leave_and_is_not_written_to(company, manager):
    olle = make_person(company, email="olle@verkstan.se")

    membership.remove(visitor(olle), company, olle.email, now=NOW)

    assert olle.email not in roles(company)
    assert letters_to(olle.email) == []


def test_a_removed_person_sees_nothing_more_at_once(company, manager):
    from portal import clock

    olle = make_person(company, email="olle@verkstan.se")
    token = start_sign_in(olle)

    membership.remove(manager, company, olle.email, now=NOW)

    assert queries.find_visitor(token, now=clock.now()).organisations == ()
    assert letters_to(olle.email)[0].kind == "accounts.removed"


def test_who_does_not_belong_cannot_be_changed(company, manager):
    make_person(email="annan@rivalen.se")

    for email in ("annan@rivalen.se", "ingen@verkstan.se", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            membership.change_role(manager, company, email, MANAGER, now=NOW)


def test_a_member_is_told_of_a_new_role(company, manager):
    make_person(company, email="olle@verkstan.se", language="en")

    membership.change_role(manager, company, "olle@verkstan.se", MANAGER, now=NOW)

    letter = letters_to("olle@verkstan.se")[0]
    assert letter.kind == "accounts.role-changed" and letter.language == "en"


def test_an_administrator_founds_a_coordinator_and_invites_its_first_manager(app):
    administrator = visitor(make_administrator())
    charter = membership.Charter("Samverkan Mitt", "coordinator", ("Dalarnas län",))

    body = membership.found(administrator, charter, now=NOW)
    token = invite(administrator, body, "chef@mitt.se", MANAGER)
    sign_in = membership.join_as_new(token, membership.Newcomer("Chefen", PASSWORD), now=NOW)

    newcomer = queries.find_visitor(sign_in, now=NOW)
    assert newcomer.has_role("coordinator") and newcomer.coordinated_counties == ("Dalarnas län",)


def test_a_coordinator_has_counties_or_the_country(app):
    administrator = visitor(make_administrator())

    with pytest.raises(membership.NoCounties):
        membership.found(administrator, membership.Charter("Samverkan", "coordinator"), now=NOW)

    body = membership.found(
        administrator, membership.Charter("Samverkan", "coordinator", ("Dalarnas län",), is_national=True), now=NOW
    )
    assert body.is_national and body.counties == []


def test_only_administrators_found_and_charter(company, manager):
    with pytest.raises(NotAllowed):
        membership.found(manager, membership.Charter("Ny", "operator"), now=NOW)
    with pytest.raises(NotAllowed):
        membership.recharter(manager, company, membership.Charter("Ny", "operator"), now=NOW)


def test_a_company_can_be_made_an_owner_of_testbeds(company, manager):
    membership.recharter(visitor(make_administrator()), company, membership.Charter("Institutet", "operator"), now=NOW)

    changed = queries.get_organisation(company.slug)
    assert (changed.kind, changed.name) == ("operator", "Institutet")


def test_permissions_follow_place_and_role(company, manager):
    member = visitor(make_person(company))
    stranger = visitor(make_person(make_organisation(), role=MANAGER))
    administrator = visitor(make_administrator())

    def asked(predicate):
        return [predicate(who, company.id) for who in (manager, member, stranger, administrator)]

    assert asked(permissions.may_see) == [True, True, False, True]
    assert asked(permissions.may_manage) == [True, False, False, True]
    assert [permissions.may_administer(who) for who in (manager, member, stranger, administrator)] == [
        False, False, False, True,
    ]  # fmt: skip
