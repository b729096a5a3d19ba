"""AFTER: how it went, as both sides tell it, what comes next, and what of it everybody may read.

Promises: the company's outcome closes its case, and all who were asked are told. Those asked read the company's only where it
says so, and never each other's. Nothing is published without the company's consent: figures in which no cell stands for
fewer than five, and the company's own words, word for word, without a name. It is asked for once and reminded of once.
"""
