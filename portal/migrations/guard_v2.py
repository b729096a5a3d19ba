"""The guard, version 2: the triggers by which the database itself refuses to be over-booked. Frozen: a later change is a new file.

Every insert or change of a claim, and every change of capacity, first bumps the version row of the resource, which is the lock:
on PostgreSQL the next writer waits there and then sees what the first one committed, while SELECT ... FOR UPDATE would leave a
snapshot that is too old at REPEATABLE READ. Then the depth of active claims is compared with the capacity at each point where
either may be exceeded. Nothing is counted beforehand, so nothing drifts.

A claim keeps its units from `buffer_before` seconds before its use to `buffer_after` seconds after it: its reach. The rule, at
every point of a reach: where somebody uses the resource, the units kept are at most its capacity there; where nobody does, as
in a buffer after closing time, at most the units it has. An exclusive claim shares no point of its reach with a claim that
came another way.

Resources that take others along (resource_link) are the same rule once more: the guard itself writes a claim on each resource
that is taken along, keeps it equal to the claim it came from, and so meets itself there.
"""

# How far back anything may begin that reaches a point: no claim and no stretch of capacity was ever longer.
_LONGEST_CLAIM = "(SELECT g.longest_claim FROM resource_guard g WHERE g.resource_id = {resource})"
_LONGEST_STRETCH = "(SELECT g.longest_stretch FROM resource_guard g WHERE g.resource_id = {resource})"

# Active claims of the resource whose reach has a part within [low, high).
_NEAR = f"""
    c.resource_id = {{resource}} AND c.active = 1
    AND c.starts_at > {{low}} - {_LONGEST_CLAIM} AND c.starts_at < {{high}} + {_LONGEST_CLAIM}
    AND c.ends_at + c.buffer_after > {{low}} AND c.starts_at - c.buffer_before < {{high}}{{but}}
"""

# Points within [low, high) at which the depth of claims can rise, the capacity fall, or a use begin.
_POINTS = f"""
    SELECT {{low}} AS p
    UNION SELECT {{use}}
    UNION SELECT c.starts_at - c.buffer_before FROM claim c WHERE {_NEAR} AND c.starts_at - c.buffer_before > {{low}}
    UNION SELECT c.starts_at FROM claim c WHERE {_NEAR} AND c.starts_at > {{low}} AND c.starts_at < {{high}}
    UNION SELECT k.starts_at FROM capacity k
        WHERE k.resource_id = {{resource}} AND k.starts_at > {{low}} AND k.starts_at < {{high}}
    UNION SELECT k.ends_at FROM capacity k
        WHERE k.resource_id = {{resource}} AND k.starts_at > {{low}} - {_LONGEST_STRETCH} AND k.starts_at < {{high}}
            AND k.ends_at > {{low}} AND k.ends_at < {{high}}
"""

_KEPT = f"""
    SELECT COALESCE(SUM(c.units), 0) FROM claim c
        WHERE c.resource_id = {{resource}} AND c.active = 1 AND c.exclusive = 0
            AND c.starts_at > p - {_LONGEST_CLAIM} AND c.starts_at < p + {_LONGEST_CLAIM}
            AND c.starts_at - c.buffer_before <= p AND c.ends_at + c.buffer_after > p{{but}}
"""

_OFFERED = f"""
    SELECT COALESCE(SUM(k.units), 0) FROM capacity k
        WHERE k.resource_id = {{resource}} AND k.starts_at > p - {_LONGEST_STRETCH} AND k.starts_at <= p AND k.ends_at > p
"""

_USED = f"""
    EXISTS (SELECT 1 FROM claim c WHERE c.resource_id = {{resource}} AND c.active = 1 AND c.exclusive = 0
        AND c.starts_at > p - {_LONGEST_CLAIM} AND c.starts_at <= p AND c.ends_at > p{{but}})
"""

_EXCEEDED = f"""
EXISTS (SELECT 1 FROM (SELECT p, ({_KEPT}) + {{more}} AS kept, ({_OFFERED}) AS offered FROM ({_POINTS}) points) levels
    WHERE kept > offered AND ({{used}}{_USED} OR kept > (SELECT r.units FROM resource r WHERE r.id = {{resource}})))
"""

_MET = f"""
EXISTS (SELECT 1 FROM claim c WHERE {_NEAR}
    AND (c.exclusive = 1 OR {{row}}.exclusive = 1)
    AND COALESCE(c.via_id, c.resource_id) <> COALESCE({{row}}.via_id, {{row}}.resource_id))
"""


def _claim_exceeds(row: str, but: str) -> str:
    """Return the condition on which a claim that becomes active does not fit."""
    names = {
        "row": row,
        "resource": f"{row}.resource_id",
        "low": f"({row}.starts_at - {row}.buffer_before)",
        "high": f"({row}.ends_at + {row}.buffer_after)",
        "use": f"{row}.starts_at",
        "used": f"({row}.starts_at <= p AND {row}.ends_at > p) OR ",
        "more": f"{row}.units",
        "but": but,
    }
    return f"({row}.exclusive = 0 AND {_EXCEEDED.format(**names)} OR {_MET.format(**names)})"


def _capacity_exceeds(row: str) -> str:
    """Return the condition on which claims do not fit any more within a stretch of capacity that was changed."""
    low = f"{row}.starts_at"
    return _EXCEEDED.format(
        resource=f"{row}.resource_id", low=low, high=f"{row}.ends_at", use=low, used="", more="0", but=""
    )


_BUMP = "UPDATE resource_guard SET version = version + 1 WHERE resource_id = {row}.resource_id;"
_REACH = "{row}.ends_at + {row}.buffer_after - {row}.starts_at + {row}.buffer_before"
_BUMP_BY_CLAIM = (
    "UPDATE resource_guard SET version = version + 1, longest_claim ="
    f" CASE WHEN longest_claim < {_REACH} THEN {_REACH} ELSE longest_claim END"
    " WHERE resource_id = {row}.resource_id;"
)
_LENGTH = "{row}.ends_at - {row}.starts_at"
_BUMP_BY_STRETCH = (
    "UPDATE resource_guard SET version = version + 1, longest_stretch ="
    f" CASE WHEN longest_stretch < {_LENGTH} THEN {_LENGTH} ELSE longest_stretch END"
    " WHERE resource_id = {row}.resource_id;"
)

_FOLLOWS = (
    "NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = NEW.parent_id AND"
    " c.starts_at = NEW.starts_at AND c.ends_at = NEW.ends_at AND c.active = NEW.active)"
)

_TAKEN_ALONG = """
    INSERT INTO claim (booking_id, resource_id, starts_at, ends_at, units, active, buffer_before, buffer_after,
        parent_id, via_id, exclusive)
    SELECT c.booking_id, l.takes_id, c.starts_at, c.ends_at, CASE l.kind WHEN 'whole' THEN 1 ELSE c.units * l.units END,
        c.active, c.buffer_before, c.buffer_after, c.id, c.resource_id, CASE l.kind WHEN 'whole' THEN 1 ELSE 0 END
    FROM claim c JOIN resource_link l ON l.resource_id = c.resource_id
    WHERE c.parent_id IS NULL AND c.ends_at > l.since AND {which}
    ORDER BY l.takes_id, c.id;
"""

_FOLLOW = """
    UPDATE claim SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, active = NEW.active,
        buffer_before = NEW.buffer_before, buffer_after = NEW.buffer_after,
        units = CASE exclusive WHEN 1 THEN 1 ELSE units / OLD.units * NEW.units END
    WHERE parent_id = NEW.id;
"""

_LET_GO = "DELETE FROM claim WHERE via_id = OLD.resource_id AND resource_id = OLD.takes_id;"


def sqlite() -> list[str]:
    """Return the statements that set the guard up on SQLite."""

    def lock(row: str, bump: str) -> str:
        guarded = f"(SELECT 1 FROM resource_guard g WHERE g.resource_id = {row}.resource_id)"
        return f"SELECT RAISE(ABORT, 'no guard row') WHERE NOT EXISTS {guarded}; {bump.format(row=row)}"

    def refuse(condition: str, text: str = "capacity") -> str:
        return f"SELECT RAISE(ABORT, '{text}') WHERE {condition};"

    claimed = refuse(f"NEW.active = 1 AND {_claim_exceeds('NEW', '')}")
    changed = refuse(f"NEW.active = 1 AND {_claim_exceeds('NEW', ' AND c.id <> OLD.id')}")
    same = refuse("NEW.resource_id <> OLD.resource_id", "a claim keeps its resource")
    follows = refuse(_FOLLOWS, "a claim taken along follows the one it came from")
    return [
        "CREATE TRIGGER resource_has_guard AFTER INSERT ON resource BEGIN INSERT INTO resource_guard"
        " (resource_id, version, longest_claim, longest_stretch) VALUES (NEW.id, 0, 0, 0); END",
        f"CREATE TRIGGER claim_guard_insert BEFORE INSERT ON claim BEGIN {lock('NEW', _BUMP_BY_CLAIM)} {follows} {claimed} END",
        f"CREATE TRIGGER claim_guard_update BEFORE UPDATE ON claim BEGIN {same} {lock('NEW', _BUMP_BY_CLAIM)}"
        f" {follows} {changed} END",
        "CREATE TRIGGER claim_takes_along AFTER INSERT ON claim WHEN NEW.parent_id IS NULL BEGIN"
        f" {_TAKEN_ALONG.format(which='c.id = NEW.id')} END",
        f"CREATE TRIGGER claim_is_followed AFTER UPDATE ON claim WHEN NEW.parent_id IS NULL BEGIN {_FOLLOW} END",
        f"CREATE TRIGGER capacity_guard_insert AFTER INSERT ON capacity BEGIN {lock('NEW', _BUMP_BY_STRETCH)} END",
        f"CREATE TRIGGER capacity_guard_update AFTER UPDATE ON capacity BEGIN {lock('OLD', _BUMP)}"
        f" {lock('NEW', _BUMP_BY_STRETCH)} {refuse(_capacity_exceeds('OLD'))} {refuse(_capacity_exceeds('NEW'))} END",
        f"CREATE TRIGGER capacity_guard_delete AFTER DELETE ON capacity BEGIN {lock('OLD', _BUMP)}"
        f" {refuse(_capacity_exceeds('OLD'))} END",
        "CREATE TRIGGER link_takes_along AFTER INSERT ON resource_link BEGIN"
        f" {_TAKEN_ALONG.format(which='l.id = NEW.id')} END",
        f"CREATE TRIGGER link_lets_go AFTER DELETE ON resource_link BEGIN {_LET_GO} END",
        "CREATE TRIGGER link_stays BEFORE UPDATE ON resource_link BEGIN"
        " SELECT RAISE(ABORT, 'a link is replaced, not changed'); END",
    ]


_POSTGRES_REFUSE = "THEN RAISE EXCEPTION 'capacity' USING ERRCODE = '23514'; END IF;"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $guard$ BEGIN {body} END $guard$"


def _trigger(name: str, when: str, table: str, *, condition: str = "") -> list[str]:
    """Return a trigger that calls the function of its name; ALWAYS, so that a replica's role does not pass it either."""
    return [
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def postgresql() -> list[str]:
    """Return the statements that set the guard up on PostgreSQL."""

    def lock(row: str, bump: str) -> str:
        return f"{bump.format(row=row)} IF NOT FOUND THEN RAISE EXCEPTION 'no guard row'; END IF;"

    same = (
        "IF TG_OP = 'UPDATE' AND NEW.resource_id <> OLD.resource_id THEN"
        " RAISE EXCEPTION 'a claim keeps its resource'; END IF;"
    )
    follows = f"IF {_FOLLOWS} THEN RAISE EXCEPTION 'a claim taken along follows the one it came from'; END IF;"
    claim = (
        f"{same} {lock('NEW', _BUMP_BY_CLAIM)} {follows}"
        f" IF NEW.active = 1 AND {_claim_exceeds('NEW', ' AND c.id <> NEW.id')} {_POSTGRES_REFUSE} RETURN NEW;"
    )
    along = f"IF TG_OP = 'INSERT' THEN {_TAKEN_ALONG.format(which='c.id = NEW.id')} ELSE {_FOLLOW} END IF; RETURN NULL;"
    capacity = (
        f"IF TG_OP = 'INSERT' THEN {lock('NEW', _BUMP_BY_STRETCH)} RETURN NULL; END IF;"
        f" {lock('OLD', _BUMP)} IF {_capacity_exceeds('OLD')} {_POSTGRES_REFUSE}"
        f" IF TG_OP = 'UPDATE' THEN {lock('NEW', _BUMP_BY_STRETCH)} IF {_capacity_exceeds('NEW')} {_POSTGRES_REFUSE}"
        " END IF; RETURN NULL;"
    )
    link = (
        "IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'a link is replaced, not changed'; END IF;"
        f" IF TG_OP = 'INSERT' THEN {_TAKEN_ALONG.format(which='l.id = NEW.id')} ELSE {_LET_GO} END IF; RETURN NULL;"
    )
    resource = (
        "INSERT INTO resource_guard (resource_id, version, longest_claim, longest_stretch) VALUES (NEW.id, 0, 0, 0);"
        " RETURN NULL;"
    )
    return [
        _function("resource_has_guard", resource),
        "CREATE TRIGGER resource_has_guard AFTER INSERT ON resource FOR EACH ROW EXECUTE FUNCTION resource_has_guard()",
        _function("claim_guard", claim),
        *_trigger("claim_guard", "BEFORE INSERT OR UPDATE", "claim"),
        _function("claim_takes_along", along),
        *_trigger("claim_takes_along", "AFTER INSERT OR UPDATE", "claim", condition="WHEN (NEW.parent_id IS NULL)"),
        _function("capacity_guard", capacity),
        *_trigger("capacity_guard", "AFTER INSERT OR UPDATE OR DELETE", "capacity"),
        _function("link_guard", link),
        *_trigger("link_guard", "AFTER INSERT OR UPDATE OR DELETE", "resource_link"),
    ]


_FIRST = {
    "resource_has_guard": "resource",
    "claim_guard": "claim",
    "capacity_guard": "capacity",
}
_FIRST_ON_SQLITE = (
    "resource_has_guard",
    *(f"claim_guard_{event}" for event in ("insert", "update")),
    *(f"capacity_guard_{event}" for event in ("insert", "update", "delete")),
)


def replacing(engine: str) -> list[str]:
    """Return the statements that take the first guard away and set this one up, on "sqlite" or "postgresql"."""
    if engine == "sqlite":
        return [*(f"DROP TRIGGER {name}" for name in _FIRST_ON_SQLITE), *sqlite()]
    gone = [
        statement
        for name, table in _FIRST.items()
        for statement in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")
    ]
    return [*gone, *postgresql()]
