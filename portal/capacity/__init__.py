"""HOW MUCH: the plan of a resource in wall-clock time, closures, and the capacity in UTC that they unfold into.

Promises: opening hours, summer time and holidays are settled when the plan unfolds, and never again; where no capacity
row is, nothing is offered; a closure is always recorded (P5); yesterday's capacity never changes (P10).

Choices: capacity is kept in rows cut at local midnights, so that a change of plan never has to cut a row that reaches
into the past. Unfolding writes the rows that are missing before it takes away those that are wrong: the guard in the
database looks at each statement, and this order never shows it less capacity than the new plan offers.
"""
