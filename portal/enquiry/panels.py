"""What this room shows on pages of lower rooms."""


def ask(**context: object) -> str:
    return ""
