"""Answering by a link in a letter: the newest message of one thread, read and answered by one person without signing in.

A link is signed for this alone, runs out after a month, and ends before that when the case is closed, the question is taken
back, or the person has left the organisation it was sent to. It shows no brief, and nothing confidential but the message.
"""
