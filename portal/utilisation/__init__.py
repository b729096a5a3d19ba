"""HOW IT WENT: offered, booked, used, blocked and unknown hours, per resource, testbed, county and month.

Promises: one definition of each figure, in `rules.py`; a day that is over is frozen (P10); never above 100 %; small cells that
would tell what one company does are not shown to coordinators.
"""
