"""A calendar on the network, as a test wants it to be just now, and a resource that is connected to it."""

from portal.database import db
from portal.feeds import service
from portal.fetching import Unreachable
from tests.booking.scene import NOW, make_scene

URL = "https://kalender.example.org/hemlig.ics"


class Elsewhere:
    """A calendar on the network, as the test wants it to be just now."""

    def __init__(self):
        self.periods, self.fault, self.asked = [], None, 0

    def __call__(self, url, **_):
        assert not db.session().info.get("writing"), "the network is asked while others wait for the lock"
        self.asked += 1
        if self.fault:
            raise Unreachable(self.fault)
        events = "".join(
            f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20270101T000000Z\r\nSUMMARY:Hemlig kund\r\n"
            f"DTSTART:{one.starts_at:%Y%m%dT%H%M%SZ}\r\nDTEND:{one.ends_at:%Y%m%dT%H%M%SZ}\r\nEND:VEVENT\r\n"
            for number, one in enumerate(self.periods)
        )
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n".encode()


def connected(elsewhere, *periods, units=1, **values):
    scene = make_scene(**values)
    elsewhere.periods = list(periods)
    service.connect_feed(scene.owner, scene.resource, URL, units, NOW)
    return scene
