"""The page of a case: where it stands and what comes next, as each reader may see it, and what the company does from there.

For the company it holds everything; for an owner its own question alone, and nothing of the others asked; for a coordinator all
that is not confidential.
"""
