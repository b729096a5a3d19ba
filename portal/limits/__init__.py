"""HOW BIG, HOW HEAVY, HOW COLD: physical quantities, and the reading of them from what people write.

Pure: no Flask, no database. Promises: everything is kept in SI; a number without a unit is no limit; what is read says where
in the text it stands; a need is judged against what a testbed states and never against a guess.
"""
