"""KEPT FOR ONESELF: searches that one is told about, testbeds that one comes back to, and testbeds side by side.

Promises: a new match is told once, in a letter, and nothing is told of what one has seen; a letter holds only words of public
listings and one click ends it, without signing in. What a person has saved nobody else sees, and it goes with the person.

Choices: a match is new when the search has not had it before, whether the listing is new or was changed, so the search itself
decides and not the date of the listing. What was removed by mistake can be taken back for a day.
"""
