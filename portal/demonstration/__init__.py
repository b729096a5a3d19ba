"""MADE UP: a fictional operator with testbeds, resources, opening hours and bookings, so that all of booking can be tried.

Promises: everything here is marked as demonstration wherever it shows and is left out of every export of facts; it is made
only where DEMONSTRATION is on; adding it twice adds nothing, and takes nothing back that somebody changed; one command
takes all of it away again, with what people did to it, and touches nothing else.
"""
