"""Messages to people: rows written in the transaction that causes them, delivered afterwards by the worker.

Delivery is at least once: each message has a fixed Message-ID, so that a duplicate can be recognised.
"""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, Protocol

from sqlalchemy import Index, String, Text, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime, db, transaction

GIVE_UP_AFTER = 8
BATCH = 20
UNSUBSCRIBE = "List-Unsubscribe"


class Message(Base):
    """One message to one address. `dedupe` stops the same event from being told twice."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_due", "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to_email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(String(40))
    unsubscribe: Mapped[str | None] = mapped_column(String(600))
    dedupe: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Letter:
    """What is to be said: to whom, in which language, about which reference.

    `unsubscribe` is the address that ends letters of this sort, where one click may: mail programs show a button for it.
    """

    kind: str
    to_email: str
    language: str
    subject: str
    body: str
    about: str | None = None
    calendar: str | None = None
    dedupe: str | None = None
    unsubscribe: str | None = None


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...


class Kept:
    """No mail server: the row itself is the delivery, and the page of sent messages shows it."""

    def send(self, message: EmailMessage) -> None:
        return None


class Smtp:
    """Hand the message to a mail server over TLS."""

    def __init__(self, config: Mapping[str, Any]):
        self.config = config

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.config["SMTP_HOST"], self.config["SMTP_PORT"], timeout=20) as server:
            server.starttls()
            if self.config["SMTP_USER"]:
                server.login(self.config["SMTP_USER"], self.config["SMTP_PASSWORD"])
            server.send_message(message)


def transport_for(config: Mapping[str, Any]) -> Transport:
    return Smtp(config) if config["SMTP_HOST"] else Kept()


def tell(letters: "list[Letter] | Letter", *, now: datetime) -> None:
    """Put letters in the outbox; call it inside the transaction that makes them true."""
    rows = [
        {**vars(letter), "created_at": now, "due_at": now, "attempts": 0}
        for letter in ([letters] if isinstance(letters, Letter) else letters)
    ]
    if rows:
        db.session.connection().execute(insert(Message), rows)


def deliver_due(transport: Transport, *, now: datetime, sender: str, host: str) -> int:
    """Deliver what is due and return how many were delivered; a failure is tried again later, ever more seldom."""
    return sum(_deliver(message, transport, now=now, sender=sender, host=host) for message in _lease(now))


def _lease(now: datetime) -> "list[Message]":
    """Take a batch for this worker: another may try the same messages only when the lease has run out."""
    due = select(Message).where(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.due_at <= now)
    with transaction() as session:
        batch = list(session.scalars(due.order_by(Message.id).limit(BATCH).with_for_update(skip_locked=True)))
        for message in batch:
            message.attempts += 1
            message.due_at = now + timedelta(minutes=2**message.attempts)
    return batch


def _deliver(message: Message, transport: Transport, *, now: datetime, sender: str, host: str) -> int:
    """Send outside any transaction, then write down how it went."""
    try:
        transport.send(as_email(message, sender=sender, host=host))
        sent = True
    except (OSError, ValueError, smtplib.SMTPException):
        sent = False
    with transaction():
        if sent:
            message.sent_at = now
        elif message.attempts >= GIVE_UP_AFTER:
            message.failed_at = now
    return int(sent)


class _WholeAddresses(EmailPolicy):
    """The library's policy cuts an address longer than a line into encoded pieces, which no mail program puts together."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name == UNSUBSCRIBE else super().fold_binary(name, value)


POLICY = _WholeAddresses()


def as_email(message: Message, *, sender: str, host: str) -> EmailMessage:
    """Return the message in e-mail form. Raise ValueError for a subject with line breaks."""
    email = EmailMessage(policy=POLICY)
    email["From"] = sender
    email["To"] = message.to_email
    email["Subject"] = message.subject
    email["Message-ID"] = f"<message-{message.id}@{host}>"
    email["Content-Language"] = message.language
    if message.unsubscribe:
        email[UNSUBSCRIBE] = f"<{message.unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(message.body)
    if message.calendar:
        email.add_attachment(message.calendar.encode(), maintype="text", subtype="calendar", filename="bokning.ics")
    return email


def sent_to(addresses: "list[str]", *, limit: int = 50) -> "list[Message]":
    """Return the newest messages to these addresses."""
    query = select(Message).where(Message.to_email.in_(addresses)).order_by(Message.id.desc()).limit(limit)
    return list(db.session.scalars(query))
