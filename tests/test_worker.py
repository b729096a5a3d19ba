"""The worker: what is due is done, and one duty that fails stops no other."""

from datetime import timedelta

from portal import clock, outbox, worker
from portal.database import db
from portal.outbox import Letter, Message
from portal.worker import Duty


def a_letter(**values):
    return Letter(
        **{
            "kind": "prov",
            "to_email": "nagon@example.com",
            "language": "sv",
            "subject": "Prov",
            "body": "Hej",
            **values,
        }
    )


def put(*letters):
    from portal.database import transaction

    with transaction():
        outbox.tell(list(letters), now=clock.now())


class Broken:
    def send(self, message) -> None:
        raise OSError("the mail server is away")


class Kept:
    def __init__(self) -> None:
        self.sent = []

    def send(self, message) -> None:
        self.sent.append(message)


def deliver(transport, now=None):
    return outbox.deliver_due(transport, now=now or clock.now(), sender="Portalen <p@example.com>", host="example.com")


def test_a_letter_is_delivered_once(database) -> None:
    put(a_letter())
    transport = Kept()

    assert (deliver(transport), deliver(transport)) == (1, 0)
    assert [str(message["Subject"]) for message in transport.sent] == ["Prov"]


def test_a_letter_that_cannot_be_sent_is_tried_again_later_and_given_up_at_last(database) -> None:
    put(a_letter())
    now = clock.now()

    for _ in range(outbox.GIVE_UP_AFTER):
        assert deliver(Broken(), now) == 0
        now += timedelta(days=1)

    message = db.session.query(Message).one()
    assert message.failed_at is not None and message.sent_at is None
    assert deliver(Kept(), now) == 0


def test_a_letter_rolled_back_is_never_sent(database) -> None:
    from portal.database import transaction

    try:
        with transaction():
            outbox.tell(a_letter(), now=clock.now())
            raise RuntimeError
    except RuntimeError:
        pass

    assert deliver(Kept()) == 0


def test_a_subject_with_a_line_break_adds_no_header(database) -> None:
    put(a_letter(subject="Prov\r\nBcc: rival@example.com"))
    transport = Kept()

    deliver(transport)

    assert all("Bcc" not in message for message in transport.sent)


def test_a_duty_that_fails_does_not_stop_the_next(app, monkeypatch) -> None:
    done = []

    def fail(_now) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(
        worker, "duties", lambda _app: [Duty("a", timedelta(1), fail), Duty("b", timedelta(1), done.append)]
    )

    worker.run(app, once=True, is_stopping=lambda: False)

    assert len(done) == 1


def test_a_duty_waits_for_its_time(app) -> None:
    duty = Duty("a", timedelta(minutes=5), lambda _now: None, due_at=clock.now() + timedelta(minutes=1))

    assert not duty.is_due(clock.now())
    assert duty.is_due(clock.now() + timedelta(minutes=2))


def test_all_duties_run_on_an_empty_portal(app) -> None:
    worker.run(app, once=True, is_stopping=lambda: False)


def test_a_letter_that_one_click_ends_says_so_in_headers_that_stay_whole(database) -> None:
    address = "https://portalen.example/sokbrev/avsluta?nyckel=" + "a" * 130
    put(a_letter(unsubscribe=address))
    transport = Kept()

    deliver(transport)

    lines = transport.sent[0].as_bytes().decode().splitlines()
    assert f"List-Unsubscribe: <{address}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_other_letters_have_no_button_that_ends_them(database) -> None:
    put(a_letter())
    transport = Kept()

    deliver(transport)

    assert not [name for name in transport.sent[0] if name.startswith("List-")]
