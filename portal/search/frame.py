"""The window of a map as an address says it: ram=south,west,north,east in degrees. Pure: no database."""

from dataclasses import dataclass

PARAMETER, LONGEST = "ram", 40
STEP = 0.001
"""A thousandth of a degree is about a hundred metres: finer than any listing's place is known."""


@dataclass(frozen=True)
class Frame:
    """What lies between two parallels and two meridians, its edges included."""

    south: float
    west: float
    north: float
    east: float

    @property
    def address(self) -> str:
        """Return the frame as its own address says it, the same for all spellings of one frame."""
        return ",".join(f"{edge:.3f}" for edge in (self.south, self.west, self.north, self.east))


def read_frame(text: str) -> Frame | None:
    """Return the frame that the text says, whichever corners it begins with; None when it says none."""
    parts = text.split(",") if len(text) <= LONGEST * 2 else []
    try:
        # The sum makes of -0.0 what it is.
        a_lat, a_lon, b_lat, b_lon = (round(float(part), 3) + 0.0 for part in parts)
    except ValueError:
        return None
    frame = Frame(min(a_lat, b_lat), min(a_lon, b_lon), max(a_lat, b_lat), max(a_lon, b_lon))
    return frame if _is_one(frame) else None


def _is_one(frame: Frame) -> bool:
    """Return whether the frame lies on the earth and holds more than a line."""
    lats, lons = (frame.south, frame.north), (frame.west, frame.east)
    on_earth = all(-90 <= lat <= 90 for lat in lats) and all(-180 <= lon <= 180 for lon in lons)
    return on_earth and frame.north - frame.south >= STEP / 2 and frame.east - frame.west >= STEP / 2
