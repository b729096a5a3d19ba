"""Time that is taken back: closures, the bookings they displace, and the list on which each finds another time."""
