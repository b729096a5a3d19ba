"""What a test costs, line by line, and how a share of support would divide it. Pure; whole öre, and never more than the cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Line:
    """One line: what, how many of which unit, the price of one and the sum, in öre without VAT."""

    what: str
    quantity: Decimal
    unit: str
    price: int
    amount: int


@dataclass(frozen=True)
class Statement:
    """The lines and their sum, VAT on top, and the shares of support and company of the sum without VAT."""

    lines: tuple[Line, ...]
    net: int
    vat: int
    gross: int
    support: int
    own: int
    is_capped: bool


def line(what: str, quantity: Decimal, unit: str, price: Decimal) -> Line:
    """Return a line; what does not come out even is rounded as a shop does."""
    return Line(what, quantity, unit, _ore(price), _ore(quantity * price))


def statement(lines: Sequence[Line], *, vat_percent: Decimal, share: Decimal, most: Decimal | None = None) -> Statement:
    """Return the statement; `share` is in percent of the sum without VAT, and `most` kronor at most."""
    net = sum(one.amount for one in lines)
    vat = int((net * vat_percent / 100).to_integral_value(ROUND_HALF_UP))
    wanted = int((net * share / 100).to_integral_value(ROUND_DOWN))
    cap = wanted if most is None else _ore(most)
    support = min(wanted, cap, net)
    return Statement(tuple(lines), net, vat, net + vat, support, net - support, support < wanted)


def _ore(kronor: Decimal) -> int:
    return int((kronor * 100).to_integral_value(ROUND_HALF_UP))
