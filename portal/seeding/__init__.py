"""Files of seeds, without a subject: reading them, judging them field by field, writing them matched by slug.

Promises: every fault of every file is named at once, with file, record and field; if there is one, nothing is written;
reading the same file twice changes nothing; what has left a file is reported and never deleted. A room says what its
records look like by a `Kind`; the room knows its tables, this kit does not.
"""
