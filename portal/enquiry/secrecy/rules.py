"""Which part of a brief is for whom. Pure."""

from dataclasses import replace

from portal.enquiry.brief import Brief


def without_confidential(brief: Brief) -> Brief:
    """Return what is read without a press where it is known who asks: all but the confidential text and the declared aid."""
    return replace(brief, confidential="", aid=(), has_no_aid=False)


def shown_to_others(brief: Brief, *, knows_who: bool, has_pressed: bool, may_press: bool) -> Brief:
    """Return the part of the brief that somebody outside the company reads.

    `knows_who` in an open case, or once the terms are accepted; `may_press` who may ask for the rest at all.
    """
    if has_pressed and may_press:
        return brief
    return without_confidential(brief) if knows_who else brief.in_public()
