"""SERIES: the same time on several dates: which dates fit is shown before anything is booked, and why the others do not.

Promises: the clock on the wall is the same on every date, whatever the switch to summer time does. What somebody ticks is held
all or none and sent once. Each date is an ordinary booking; a date that did not fit is remembered and can be taken when it
comes free. One date, it and the following, or all get another time: seen first, and what is ticked all or none. Whatever is done
to several dates says of each one that was left as it was, and is told in one letter.
"""
