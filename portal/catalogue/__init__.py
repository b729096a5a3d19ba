"""WHAT: testbeds, their facts with sources, and the resources that can be booked within them; reading the seeds.

Promises: a file of seeds is written whole or not at all, with every fault named; the inventory's real listings never
carry capacity, prices or addresses that nobody gave; what an owner has confirmed is no longer overwritten from a file.
Each change of a listing bumps the catalogue's version in the same transaction: caches live by that number.
"""
