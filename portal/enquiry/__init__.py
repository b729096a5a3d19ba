"""THE WAY IN: a need becomes an enquiry with a reference, a thread, and somebody who is to answer by a promised day.

Promises: where nothing can be booked the same way in leads to people: the owner of the listing, or the coordinator of its
county; no address is invented. Both sides read the thread, nobody else.
"""
