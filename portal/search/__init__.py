"""FIND: words and facets over the catalogue; the hits that list and map both show.

Promises: the same hits in the same order on SQLite and PostgreSQL, since text is analysed here and not by the database; the
index changes in the transaction that changes the listing; a count beside a facet is what choosing it would give.
"""
