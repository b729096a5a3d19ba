"""THE WAITING LIST: for time that is taken. What comes free is offered to one at a time; or one is only told that it did.

Promises: who joined first is asked first; an offer is a hold like any other, by every rule and through the guard, so two are
never offered the same time; each offer has a deadline within working hours and before the notice of its start, which nothing
moves, and when it lapses the next is asked. How many wait is said, never who.

Time that a booking gives back is offered before that action ends, so that nobody slips in between. What comes free in other
ways (a plan, a closure that is lifted, units that are added) the worker finds: it looks through each line whose guard has
counted a change since, so that no path has to remember the list, not even one that is written next year.
"""
