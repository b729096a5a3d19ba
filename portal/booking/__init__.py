"""WHEN: bookings and their claims, from a hold to the day it is over; the rules, and the guard in the database.

Promises: at no instant do active claims on a resource exceed its capacity (P1); the database has the last word, and the rules
here only say it first and in words (P8). Each move of a booking is written with who, when and why, and told once, in the same
transaction (P4). Others see that a time is taken, never by whom (P3).
"""
