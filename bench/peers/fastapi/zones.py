"""Wall-clock times of a zone and instants, both as minutes: since 1970 in the zone, and since 1970 in UTC."""
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 1440
EPOCH = datetime(1970, 1, 1)
UTC_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

zone_of = lru_cache(maxsize=None)(ZoneInfo)


def looked_up(zone, local):
    """The first instant of a wall-clock time; None if the clock skips it."""
    wall = EPOCH + timedelta(minutes=local)
    instant = int((wall.replace(tzinfo=zone_of(zone)) - UTC_EPOCH).total_seconds()) // 60
    return instant if exact_local(zone, instant) == local else None


def exact_local(zone, instant):
    wall = (UTC_EPOCH + timedelta(minutes=instant)).astimezone(zone_of(zone)).replace(tzinfo=None)
    return int((wall - EPOCH).total_seconds()) // 60


@lru_cache(maxsize=100_000)
def offset_of(zone, day):
    """The offset of a day on which the clock does not change, else None."""
    begin = looked_up(zone, day * MINUTES_PER_DAY)
    end = looked_up(zone, (day + 1) * MINUTES_PER_DAY)
    if begin is None or end is None or end - begin != MINUTES_PER_DAY:
        return None
    return day * MINUTES_PER_DAY - begin


def instant_of(zone, local):
    offset = offset_of(zone, local // MINUTES_PER_DAY)
    return looked_up(zone, local) if offset is None else local - offset


def local_of(zone, instant):
    near = int(instant // MINUTES_PER_DAY)
    for day in (near - 1, near, near + 1):
        offset = offset_of(zone, day)
        if offset is not None and (instant + offset) // MINUTES_PER_DAY == day:
            return instant + offset
    return exact_local(zone, instant)


def date_text(day):
    return (EPOCH + timedelta(days=day)).strftime('%Y-%m-%d')


def clock_text(local):
    return f'{local // 60 % 24:02d}:{local % 60:02d}'


def instant_text(instant):
    return (EPOCH + timedelta(minutes=instant)).strftime('%Y-%m-%dT%H:%M:%SZ')
