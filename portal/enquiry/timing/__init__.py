"""The clock: what each organisation promises, how long it takes in truth, and what happens when a promise runs out.

Days are Swedish working days. The working day before the last one a reminder goes out; the first after it the deputy is told,
the second the coordinator, and on the third the company is offered somebody else to ask.
"""
