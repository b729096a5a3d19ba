"""WITH WHAT PAPERS: an organisation's documents and its people's training, given once, and what each resource demands of them.

Promises: what a booking needs is said before it is asked for, with what the organisation has of it already and where the rest is
got. A paper is facts (kind, title, days, number, note), kept by the organisation; the owner of a resource says yes to it where
the owner wants to. Only the organisation, the owners it has asked or books of, and administrators see it.
"""
