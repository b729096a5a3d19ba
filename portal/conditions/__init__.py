"""ON WHAT CONDITIONS: how far ahead and how much one organisation may book, what it must have, and what it costs.

Promises: what is asked of a booking is said before it is asked for, all of it at once and in words (P8). Here are the
conditions and the arithmetic; who has booked what is the booking room's to say, and the two meet in `rules.Conditions`.
"""
