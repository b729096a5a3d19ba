"""What this room shows on pages of lower rooms."""


def may_pay(**context: object) -> str:
    return ""
