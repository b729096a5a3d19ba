"""FOR A COMPANY'S OWN PROGRAMS: booking without a browser, by the same rules and through the same doors as the pages.

Promises: whoever may not see a thing on the pages does not see it here; what was sent twice is done once; nobody overwrites
what they have not read. Choices: a POST names its Idempotency-Key, whose row is written in the transaction of the booking
itself, so that no kill can part the two (docs/api.md). Only answers that did something are kept: whoever was refused may try
again with the same key.
"""
