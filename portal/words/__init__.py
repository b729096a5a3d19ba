"""How words are read, in Swedish and English: one way for what is written in listings and for what people type.

Ground that every room may stand on. Pure: no Flask, no database, nothing of testbeds.
"""
