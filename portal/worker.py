"""What falls due by itself: letters go out, holds and requests lapse, plans unfold further, free days are worked out, days
that are over are frozen, and what nobody can use any more is thrown away.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from portal import clock, outbox
from portal.accounts import housekeeping
from portal.api import service as api
from portal.booking import service as booking
from portal.campaign import service as campaign
from portal.capacity import service as capacity
from portal.database import db
from portal.enquiry import service as enquiry
from portal.enquiry.intake import drafts
from portal.enquiry.outcomes import asking
from portal.errors import Busy
from portal.feeds import service as feeds
from portal.free_time import service as free_time
from portal.passport import service as passport
from portal.saved import service as saved
from portal.search import service as search
from portal.utilisation import service as utilisation
from portal.waiting import service as waiting
from portal.web.logs import log

ROUND = 1.0


@dataclass
class Duty:
    """One thing to do every so often."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]
    due_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.due_at is None or self.due_at <= now


def duties(app: Flask) -> list[Duty]:
    """Return the duties of this portal; each may be done by several workers at once without harm."""
    transport = outbox.transport_for(app.config)
    sender, host = app.config["MAIL_FROM"], _host(app.config["PUBLIC_URL"])

    def deliver(now: datetime) -> object:
        return outbox.deliver_due(transport, now=now, sender=sender, host=host)

    return [
        Duty("expire", timedelta(seconds=15), booking.expire_due),
        Duty("no-show", timedelta(seconds=30), booking.release_no_shows),
        Duty("waiting list", timedelta(seconds=10), waiting.look_through),
        Duty("changes", timedelta(minutes=1), booking.lapse_changes),
        Duty("remind of repairs", timedelta(minutes=10), booking.remind_repairs),
        Duty("tell-fallen", timedelta(seconds=15), campaign.tell_fallen),
        Duty("remind", timedelta(minutes=5), booking.remind_due),
        Duty("remind of papers", timedelta(hours=1), passport.remind_expiring),
        Duty("ask for outcomes", timedelta(hours=1), asking.ask_for_outcomes),
        Duty("deliver", timedelta(seconds=1), deliver),
        Duty("extend", timedelta(hours=6), capacity.extend_all),
        Duty("feeds", timedelta(minutes=1), feeds.read_due),
        Duty("free months", timedelta(seconds=10), free_time.refresh),
        Duty("saved searches", timedelta(minutes=1), saved.tell_new),
        Duty("answering times", timedelta(hours=6), free_time.measure_answers),
        Duty("clocks of enquiries", timedelta(minutes=5), enquiry.attend_clocks),
        Duty("settle", timedelta(minutes=10), utilisation.settle),
        Duty("pack the index", timedelta(seconds=5), search.pack_due),
        Duty("tidy", timedelta(hours=1), housekeeping.tidy_up),
        Duty("tidy drafts", timedelta(hours=1), drafts.tidy_up),
        Duty("tidy answers", timedelta(hours=1), api.tidy_up),
    ]


def run(app: Flask, *, once: bool, is_stopping: Callable[[], object]) -> None:
    """Do what is due, again and again, until told to stop; what is under way is finished first."""
    todo = duties(app)
    while True:
        for duty in todo:
            if duty.is_due(clock.now()) and not is_stopping():
                _attend(duty)
        if once or is_stopping():
            return
        time.sleep(ROUND)


def _attend(duty: Duty) -> None:
    """Do one duty; a fault is written down and tried again next time, so that one duty never stops the others."""
    now = clock.now()
    duty.due_at = now + duty.every
    try:
        duty.do(now)
    except Busy:
        log.warning("duty waits", duty=duty.name)
    except Exception as fault:
        log.error("duty failed", duty=duty.name, exc_info=fault)
    finally:
        db.session.remove()


def _host(public_url: str) -> str:
    return public_url.split("//")[-1].split("/")[0].split(":")[0]
