"""The intake: one sentence becomes a brief, a shortlist with reasons, and a case that is sent.

Promises: no question whose answer is known already; every question may be left out; what is told is saved as one goes and found
again by its address, whose key the database does not hold; nobody is asked anything before the one who asks presses send, and one
without an account before the link in the letter is opened and its button pressed. Two presses are one case.

Choices: the need is posted and never stands in an address, since addresses end up in logs. A stale page is told by the answers that
it asks about, so that two tabs with different questions do not trouble each other.
"""
