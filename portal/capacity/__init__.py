"""HOW MUCH: the plan of a resource in wall-clock time, closures, and the capacity in UTC that they unfold into.

Promises: opening hours, summer time and holidays are settled when the plan unfolds, and never again; where no capacity row
is, nothing is offered; a closure is always recorded (P5).
"""
