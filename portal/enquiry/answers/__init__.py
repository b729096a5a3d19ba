"""What who is asked answers: yes with times and price, a question first, no for a coded reason, or "not us but them".

An answer may be changed while the case is open. Whoever answers says which answer it has read: a colleague's that came in
between is never overwritten unseen. The company decides about each testbed that is named instead.
"""
