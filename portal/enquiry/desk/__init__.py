"""THE COORDINATOR'S DESK: cases that nobody has taken, clocks that have run out, and what is done about them.

Promises: a coordinator meets only cases that were put to its organisation, or that have come to need a coordinator in its
counties. One has a case at a time, and handing over is told to all whom it concerns. Nobody is asked on the company's behalf
without its yes: the coordinator proposes. What was put together can be taken apart within a day.
"""
