"""The papers of a case: templates filled with what the reader may know of it.

Promises: who is asked in a blind case gets no paper that names the company before it has accepted the terms of secrecy; what
is confidential in the brief stands in no paper, since papers are passed on; nothing is filled in that nobody has told.
"""
