"""THEIR CALENDAR: owners whose bookings live elsewhere let the portal read when they are busy.

Promises: what their calendar says is busy cannot be booked here; a time is confirmed only after their calendar has been asked once
more; where the two disagree nothing vanishes, it waits in an inbox until the owner has said what holds. When it was read last
is shown. Nothing of what their events say is kept: only from when to when.

Choices: busy time cuts the capacity, like a closure, so that the one guard holds for it. It never cuts below what is booked
here: that part stands in the inbox instead (`rules.py`). The calendar is read outside any transaction.
"""
