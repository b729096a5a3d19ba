"""Cases: a brief, several asked, each with thread, clock and answer; looks, referrals, bookings.

What had been asked before becomes a case with one ask. SQLite cannot take foreign keys off a table, so the two old tables are read,
dropped and made anew, in one transaction.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.references import new_reference

revision = "0023"
down_revision = "0022"

WORKING_DAYS = 3


def upgrade() -> None:
    enquiries, posts = _read("enquiry"), _read("post")
    op.drop_table("post")
    op.drop_table("enquiry")
    _make_cases()
    _make_threads()
    _bring_back(enquiries, posts)


def _read(table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings()]  # nosec B608


def _bring_back(enquiries: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    asks = {one["id"]: number for number, one in enumerate(enquiries, 1)}
    _insert("enquiry", [_case(one) for one in enquiries])
    _insert("ask", [_ask(one, asks[one["id"]]) for one in enquiries])
    _insert("post", [{**one, "ask_id": asks[one["enquiry_id"]]} for one in posts])


def _case(old: dict[str, Any]) -> dict[str, Any]:
    brief = {
        "need": old["need"],
        "pass_figure": old["goal"],
        "wanted_time": old["wanted_time"],
        "county": old["county"] or "",
    }
    kept = (
        "id",
        "reference",
        "kind",
        "form_key",
        "organisation_id",
        "person_id",
        "county",
        "need",
        "created_at",
        "closed_at",
    )
    return {
        **{name: old[name] for name in kept},
        "brief": json.dumps({name: value for name, value in brief.items() if value}),
        "is_blind": False,
        "may_be_routed": True,
        "state": "closed" if old["state"] == "closed" else "open",
        "closed_because": "",
    }


def _ask(old: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the one ask of an old enquiry: a listing without an owner, or none, was answered for by a coordinator."""
    kind = op.get_bind().scalar(sa.text("SELECT kind FROM organisation WHERE id = :id"), {"id": old["addressee_id"]})
    return {
        "id": number,
        "reference": new_reference("FS"),
        "enquiry_id": old["id"],
        "organisation_id": old["addressee_id"],
        "testbed_id": old["testbed_id"],
        "role": "coordinator" if kind == "coordinator" else "owner",
        "state": "question" if old["answered_at"] else "sent",
        "working_days": WORKING_DAYS,
        "reply_by": old["reply_by"],
        "created_at": old["created_at"],
        "answered_at": old["answered_at"],
        "answer_reason": "",
        "answer_text": "",
        "answer_times": "",
        "terms_mark": "",
    }


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    op.get_bind().execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), rows)  # nosec B608
    if op.get_bind().dialect.name == "postgresql":
        # Rows that bring their own numbers leave the sequence behind.
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # nosec B608


def _make_cases() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(length=60), nullable=True),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("may_be_routed", sa.Boolean(), nullable=False),
        sa.Column("routed_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_because", sa.String(length=20), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("outcome_asked_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome_reminded_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('need', 'fault')", name=op.f("ck_enquiry_kind")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_enquiry_state")),
        sa.ForeignKeyConstraint(["desk_id"], ["organisation.id"], name=op.f("fk_enquiry_desk_id_organisation")),
        sa.ForeignKeyConstraint(["handler_id"], ["person.id"], name=op.f("fk_enquiry_handler_id_person")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["enquiry.id"], name=op.f("fk_enquiry_merged_into_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_enquiry_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enquiry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("form_key", name=op.f("uq_enquiry_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_enquiry_reference")),
    )
    op.create_index(op.f("ix_enquiry_county"), "enquiry", ["county"], unique=False)
    op.create_index(op.f("ix_enquiry_desk_id"), "enquiry", ["desk_id"], unique=False)
    op.create_index(op.f("ix_enquiry_handler_id"), "enquiry", ["handler_id"], unique=False)
    op.create_index(op.f("ix_enquiry_merged_into_id"), "enquiry", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_enquiry_organisation_id"), "enquiry", ["organisation_id"], unique=False)
    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer_reason", sa.String(length=24), nullable=False),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("answer_times", sa.String(length=500), nullable=False),
        sa.Column("answer_price", sa.Integer(), nullable=True),
        sa.Column("credited_to_id", sa.Integer(), nullable=True),
        sa.Column("terms_at", sa.BigInteger(), nullable=True),
        sa.Column("terms_by", sa.Integer(), nullable=True),
        sa.Column("terms_mark", sa.String(length=64), nullable=False),
        sa.Column("deputy_told_at", sa.BigInteger(), nullable=True),
        sa.Column("coordinator_told_at", sa.BigInteger(), nullable=True),
        sa.Column("next_best_told_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'coordinator')", name=op.f("ck_ask_role")),
        sa.CheckConstraint(
            "state IN ('sent', 'yes', 'question', 'no', 'referred', 'withdrawn')", name=op.f("ck_ask_state")
        ),
        sa.CheckConstraint("working_days > 0", name=op.f("ck_ask_working_days")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_ask_answered_by_person")),
        sa.ForeignKeyConstraint(["credited_to_id"], ["ask.id"], name=op.f("fk_ask_credited_to_id_ask")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_ask_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ask_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["terms_by"], ["person.id"], name=op.f("fk_ask_terms_by_person")),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_ask_testbed_id_testbed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
        sa.UniqueConstraint(
            "enquiry_id", "organisation_id", "testbed_id", name=op.f("uq_ask_enquiry_id_organisation_id_testbed_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_ask_reference")),
    )
    op.create_index(op.f("ix_ask_credited_to_id"), "ask", ["credited_to_id"], unique=False)
    op.create_index(op.f("ix_ask_enquiry_id"), "ask", ["enquiry_id"], unique=False)
    op.create_index(op.f("ix_ask_organisation_id"), "ask", ["organisation_id"], unique=False)
    op.create_index("ix_ask_state_reply_by", "ask", ["state", "reply_by"], unique=False)
    op.create_index(op.f("ix_ask_testbed_id"), "ask", ["testbed_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined')", name=op.f("ck_referral_state")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_referral_ask_id_ask")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_referral_created_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_referral_decided_by_person")),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_referral_testbed_id_testbed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("ask_id", "testbed_id", name=op.f("uq_referral_ask_id_testbed_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    op.create_index(op.f("ix_referral_ask_id"), "referral", ["ask_id"], unique=False)
    op.create_index(op.f("ix_referral_testbed_id"), "referral", ["testbed_id"], unique=False)


def _make_threads() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_post_ask_id_ask")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_post_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_post_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_ask_id"), "post", ["ask_id"], unique=False)
    op.create_index(op.f("ix_post_enquiry_id"), "post", ["enquiry_id"], unique=False)
    op.create_table(
        "enquiry_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_enquiry_event_ask_id_ask")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_event_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_enquiry_event_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enquiry_event_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_event")),
    )
    op.create_index(op.f("ix_enquiry_event_ask_id"), "enquiry_event", ["ask_id"], unique=False)
    op.create_index(op.f("ix_enquiry_event_enquiry_id"), "enquiry_event", ["enquiry_id"], unique=False)
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_look_ask_id_ask")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_look_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_look_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_ask_id"), "look", ["ask_id"], unique=False)
    op.create_index(op.f("ix_look_enquiry_id"), "look", ["enquiry_id"], unique=False)
    op.create_table(
        "enquiry_booking",
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_enquiry_booking_booking_id_booking")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_booking_enquiry_id_enquiry")),
        sa.PrimaryKeyConstraint("enquiry_id", "booking_id", name=op.f("pk_enquiry_booking")),
    )
    op.create_index(op.f("ix_enquiry_booking_booking_id"), "enquiry_booking", ["booking_id"], unique=False)
