"""WHAT IS FREE, AND HOW SOON: which resources have room between two dates near a place, and when one can begin at all.

Promises: what is said to be free breaks no rule of opening hours, notice, horizon, buffers or what is taken along, and is
true for the claims that were committed when it was asked; nothing tells who has the rest. The earliest start names every step
before it and invents none: what nobody has measured or promised is said to be unknown.

Choices: asked of every resource at once, the rule in Python would read a month of all capacity and all claims. So each month of a
resource is kept as one row with a byte for each day, and a number for each moment at which a booking may begin. The row
carries the version of the resource's guard that it was made from, and counts for nothing once that has changed: it can be
missing or too old, never wrong. The worker makes rows anew; a page that meets an old one works it out for itself and writes
nothing.
"""
