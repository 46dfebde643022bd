"""The free times of one doctor: a dict with rules, exceptions and visits. All times in minutes."""
from zones import MINUTES_PER_DAY, clock_text, date_text, instant_of, instant_text, local_of

WEEKDAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')


def clock(text):
    return int(text[:2]) * 60 + int(text[3:5])


def openings_of(rules, day):
    """The openings that begin on a local day: (anchor, start, end, pause start, pause end)."""
    weekday = WEEKDAYS[(day + 3) % 7]
    zone = rules['timezone']
    openings = []
    for period in rules['hours']:
        if period['day_of_week'] != weekday:
            continue
        begin = clock(period['start_time'])
        anchor = day * MINUTES_PER_DAY + begin
        length = (clock(period['end_time']) - begin) % MINUTES_PER_DAY or MINUTES_PER_DAY
        pause = (0, 0)
        if period['break_start'] and period['break_end']:
            pause = tuple(instant_of(zone, anchor + (clock(period[end]) - begin) % MINUTES_PER_DAY)
                          for end in ('break_start', 'break_end'))
        openings.append((anchor, instant_of(zone, anchor), instant_of(zone, anchor + length), *pause))
    return openings


def starts_of_day(rules, openings, day, duration):
    """The starts of one local day that its openings allow, as (instant, local)."""
    zone, step = rules['timezone'], rules['slot_minutes']
    starts = {}
    for anchor, opens, closes, pause_start, pause_end in openings:
        skipped = max(0, -(-(day * MINUTES_PER_DAY - anchor) // step))
        for local in range(anchor + skipped * step, (day + 1) * MINUTES_PER_DAY, step):
            start = instant_of(zone, local)
            if start is None or start < opens:
                continue
            if start + duration > closes:
                break
            if pause_start < start + duration and start < pause_end:
                continue
            starts[start] = local
    return sorted(starts.items())


def today_of(rules, now):
    return int(local_of(rules['timezone'], now) // MINUTES_PER_DAY)


def free_slots(doctor, now, first_day, days, most=None):
    """Slots from the local day `first_day` on, `most` of them at most, as (instant, local, duration)."""
    rules = doctor['rules']
    zone = rules['timezone']
    kind = rules['visit_types'][0]
    duration = kind['duration_minutes']
    before, after = buffers_of(rules)
    last_day = min(first_day + days - 1, today_of(rules, now) + rules['horizon_days'])
    spans = [(e['kind'], e['starts_at'], instant_of(zone, e['starts_at']), instant_of(zone, e['ends_at'])) for e in doctor['exceptions']]
    closed = [(start, end) for name, _, start, end in spans if name == 'closed']
    extra = [(anchor, start, end, 0, 0) for name, anchor, start, end in spans if name == 'open']
    visits = doctor['visits']
    slots = []
    for day in range(first_day, last_day + 1):
        if rules['max_per_day']:
            begin, end = instant_of(zone, day * MINUTES_PER_DAY), instant_of(zone, (day + 1) * MINUTES_PER_DAY)
            if sum(begin <= visit['start'] < end for visit in visits) >= rules['max_per_day']:
                continue
        openings = [*extra, *openings_of(rules, day - 1), *openings_of(rules, day)]
        for start, local in starts_of_day(rules, openings, day, duration):
            if start < now + rules['notice_minutes']:
                continue
            end = start + duration
            if any(begin < end and start < stop for begin, stop in closed):
                continue
            if any(visit['busy_from'] < end + after and start - before < visit['busy_to'] for visit in visits):
                continue
            slots.append((start, local, duration))
            if len(slots) == most:
                return slots
    return slots


def buffers_of(rules):
    kind = rules['visit_types'][0]

    def buffer(name):
        return rules[name] if kind[name] is None else kind[name]
    return buffer('buffer_before_minutes'), buffer('buffer_after_minutes')


def slot_view(doctor_id, slot):
    start, local, duration = slot
    return {
        'slot_id': f'{doctor_id.hex}.{start}.{duration}',
        'start': instant_text(start),
        'end': instant_text(start + duration),
        'local_date': date_text(local // MINUTES_PER_DAY),
        'local_time': clock_text(local),
        'viewer_local_date': None,
        'viewer_local_time': None,
    }
