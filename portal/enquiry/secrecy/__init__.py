"""Who sees what of a brief: the terms that lift a blind case, and the looks at what is confidential.

Nothing confidential is on a page until somebody presses for it. The press is written down, once an hour for each person,
question and thing, and the company reads it on its case. What was pressed for is shown for that hour.
"""
