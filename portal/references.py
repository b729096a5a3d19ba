"""References that people read out on the telephone: TP-7K3M-9QXA. Random, so that they tell nothing of how many there are."""

import secrets

# Neither vowels, so that no words come out, nor signs that look alike (0 O, 1 I L, 2 Z, 5 S, 8 B).
ALPHABET = "34679CDFGHJKMNPQRTVWXY"


def new_reference(prefix: str) -> str:
    """Return prefix-XXXX-XXXX: 22 to the 8th, 55 thousand million possibilities."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{signs[:4]}-{signs[4:]}"
