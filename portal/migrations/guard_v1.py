"""The guard, version 1: the triggers by which the database itself refuses to be over-booked. Frozen: a later change is a new file.

Every insert or change of a claim, and every change of capacity, first bumps the version row of the resource, which is the lock:
on PostgreSQL the next writer waits there and then sees what the first one committed, while SELECT ... FOR UPDATE would leave a
snapshot that is too old at REPEATABLE READ. Then the depth of active claims is compared with the capacity at each point where
either may be exceeded: where a claim begins, and where capacity begins or ends. Nothing is counted beforehand, so nothing drifts.
"""

# Points within [low, high) at which the depth of claims can rise or the capacity can fall.
_POINTS = """
    SELECT {low} AS p
    UNION SELECT c.starts_at FROM claim c
        WHERE c.resource_id = {resource} AND c.active = 1 AND c.starts_at > {low} AND c.starts_at < {high}
    UNION SELECT k.starts_at FROM capacity k
        WHERE k.resource_id = {resource} AND k.starts_at > {low} AND k.starts_at < {high}
    UNION SELECT k.ends_at FROM capacity k
        WHERE k.resource_id = {resource} AND k.ends_at > {low} AND k.ends_at < {high}
"""

_EXCEEDED = """
EXISTS (SELECT 1 FROM ({points}) points
    WHERE (SELECT COALESCE(SUM(c.units), 0) FROM claim c
            WHERE c.resource_id = {resource} AND c.active = 1 AND c.starts_at <= p AND c.ends_at > p{but}) + {more}
        > COALESCE((SELECT SUM(k.units) FROM capacity k
            WHERE k.resource_id = {resource} AND k.starts_at <= p AND k.ends_at > p), 0))
"""


def _exceeded(row: str, *, more: str = "0", but: str = "") -> str:
    names = {"resource": f"{row}.resource_id", "low": f"{row}.starts_at", "high": f"{row}.ends_at"}
    points = _POINTS.format(**names)
    return _EXCEEDED.format(points=points, resource=names["resource"], more=more, but=but)


_BUMP = "UPDATE resource_guard SET version = version + 1 WHERE resource_id = {row}.resource_id;"

_SQLITE_LOCK = (
    """
    SELECT RAISE(ABORT, 'no guard row') WHERE NOT EXISTS
        (SELECT 1 FROM resource_guard g WHERE g.resource_id = {row}.resource_id);
    """
    + _BUMP
)

_SQLITE_SAME = "SELECT RAISE(ABORT, 'a claim keeps its resource') WHERE NEW.resource_id <> OLD.resource_id;"


def sqlite() -> list[str]:
    """Return the statements that set the guard up on SQLite."""
    book = "SELECT RAISE(ABORT, 'capacity') WHERE NEW.active = 1 AND "
    shrink = "SELECT RAISE(ABORT, 'capacity') WHERE "
    new, old = _SQLITE_LOCK.format(row="NEW"), _SQLITE_LOCK.format(row="OLD")
    claimed = _exceeded("NEW", more="NEW.units")
    changed = _exceeded("NEW", more="NEW.units", but=" AND c.id <> OLD.id")
    return [
        "CREATE TRIGGER resource_has_guard AFTER INSERT ON resource BEGIN"
        " INSERT INTO resource_guard (resource_id, version) VALUES (NEW.id, 0); END",
        f"CREATE TRIGGER claim_guard_insert BEFORE INSERT ON claim BEGIN {new} {book} {claimed}; END",
        f"CREATE TRIGGER claim_guard_update BEFORE UPDATE ON claim BEGIN {_SQLITE_SAME} {new} {book} {changed}; END",
        f"CREATE TRIGGER capacity_guard_insert AFTER INSERT ON capacity BEGIN {new} END",
        f"CREATE TRIGGER capacity_guard_update AFTER UPDATE ON capacity BEGIN {old} {new}"
        f" {shrink} {_exceeded('OLD')}; {shrink} {_exceeded('NEW')}; END",
        f"CREATE TRIGGER capacity_guard_delete AFTER DELETE ON capacity BEGIN {old} {shrink} {_exceeded('OLD')}; END",
    ]


_POSTGRES_LOCK = (
    _BUMP
    + """
    IF NOT FOUND THEN RAISE EXCEPTION 'no guard row'; END IF;
"""
)

_POSTGRES_REFUSE = "THEN RAISE EXCEPTION 'capacity' USING ERRCODE = '23514'; END IF;"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $guard$ BEGIN {body} END $guard$"


def postgresql() -> list[str]:
    """Return the statements that set the guard up on PostgreSQL; ALWAYS, so that a replica's role does not pass it either."""
    new, old = _POSTGRES_LOCK.format(row="NEW"), _POSTGRES_LOCK.format(row="OLD")
    claimed = _exceeded("NEW", more="NEW.units", but=" AND c.id <> NEW.id")
    same = (
        "IF TG_OP = 'UPDATE' AND NEW.resource_id <> OLD.resource_id THEN"
        " RAISE EXCEPTION 'a claim keeps its resource'; END IF;"
    )
    claim = f"{same} {new} IF NEW.active = 1 AND {claimed} {_POSTGRES_REFUSE} RETURN NEW;"
    capacity = (
        f"IF TG_OP = 'INSERT' THEN {new} RETURN NULL; END IF;"
        f" {old} IF {_exceeded('OLD')} {_POSTGRES_REFUSE}"
        f" IF TG_OP = 'UPDATE' THEN {new} IF {_exceeded('NEW')} {_POSTGRES_REFUSE} END IF; RETURN NULL;"
    )
    resource = "INSERT INTO resource_guard (resource_id, version) VALUES (NEW.id, 0); RETURN NULL;"
    return [
        _function("resource_has_guard", resource),
        "CREATE TRIGGER resource_has_guard AFTER INSERT ON resource FOR EACH ROW EXECUTE FUNCTION resource_has_guard()",
        _function("claim_guard", claim),
        "CREATE TRIGGER claim_guard BEFORE INSERT OR UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION claim_guard()",
        "ALTER TABLE claim ENABLE ALWAYS TRIGGER claim_guard",
        _function("capacity_guard", capacity),
        "CREATE TRIGGER capacity_guard AFTER INSERT OR UPDATE OR DELETE ON capacity"
        " FOR EACH ROW EXECUTE FUNCTION capacity_guard()",
        "ALTER TABLE capacity ENABLE ALWAYS TRIGGER capacity_guard",
    ]
