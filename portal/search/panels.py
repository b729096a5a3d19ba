"""What this room shows on pages of lower rooms."""


def similar(**context: object) -> str:
    return ""
