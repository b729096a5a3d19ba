"""What this room shows on pages of lower rooms."""


def resources(**context: object) -> str:
    return ""
