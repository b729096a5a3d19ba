"""THE MONEY: support programmes, as their sources state them, and which of them may pay for a test here.

Promises: each shows its source and the date; uncertain and closed ones say so; a match says why, and never that it is granted.
"""
