"""What this room shows on pages of lower rooms."""


def list_map(**context: object) -> str:
    return ""
