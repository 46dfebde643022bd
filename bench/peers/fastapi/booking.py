"""Booking: the doctor's rules are asked first, and the constraints of the table have the last word."""
from datetime import date, datetime, timedelta, timezone
from secrets import choice
from time import time
from uuid import uuid4

from free_times import buffers_of, free_slots
from queries import (INSERT_ACCESS, INSERT_APPOINTMENT, INSERT_EVENT, add_diaries, find_doctor, find_patient, specialty_names)
from views import clinic_view
from zones import MINUTES_PER_DAY, clock_text, date_text, instant_text, local_of

DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'


def reference():
    return 'VEN-' + ''.join(choice(DIGITS) for _ in range(6))


def instant(minutes):
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=minutes)


def minutes_of(moment):
    return int(moment.timestamp()) // 60


def day_of(rules, start):
    return int(local_of(rules['timezone'], start) // MINUTES_PER_DAY)


def refusal_of(doctor, start, now):
    """Whether the doctor's hours and rules allow this start, whoever has it."""
    rules = doctor['rules']
    day = day_of(rules, start)
    alone = {**doctor, 'visits': []}
    if not any(slot[0] == start for slot in free_slots(alone, now, day, 1)):
        return 'not_offered'
    if rules['max_per_day'] and sum(day_of(rules, visit['start']) == day for visit in doctor['visits']) >= rules['max_per_day']:
        return 'not_offered'
    return None


def values_of(doctor, patient, start, names):
    rules = doctor['rules']
    kind = rules['visit_types'][0]
    end = start + kind['duration_minutes']
    before, after = buffers_of(rules)
    code = doctor['specialties'][0]
    day = date(1970, 1, 1) + timedelta(days=day_of(rules, start))
    return (uuid4(), reference(), doctor['id'], patient['id'], instant(start), instant(end), instant(start - before), instant(end + after),
            rules['timezone'], day, doctor['name'], code, names.get(code, code), doctor['clinic_id'], clinic_view(doctor), patient['name'],
            kind['mode'], kind['code'], kind['price_cents'], kind['currency'], instant(start - rules['cancellation_notice_minutes']))


def view(row):
    start, end = minutes_of(row['starts_at']), minutes_of(row['ends_at'])
    local = local_of(row['timezone'], start)
    same = ('id', 'reference', 'doctor_id', 'doctor_name', 'clinic', 'patient_id', 'patient_name', 'timezone', 'mode', 'visit_type',
            'status', 'price_cents', 'currency', 'payment_status', 'version', 'created_at', 'updated_at')
    return {
        **{name: row[name] for name in same},
        'specialty': {'code': row['specialty_code'], 'name': row['specialty_name']},
        'start': instant_text(start),
        'end': instant_text(end),
        'duration_minutes': end - start,
        'local_date': date_text(local // MINUTES_PER_DAY),
        'local_time': clock_text(local),
        'cancellable_until': instant_text(minutes_of(row['cancellable_until'])),
    }


async def book(pool, wish, request_id, address):
    """The status and the body."""
    start = minutes_of(wish.start)
    now = time() / 60
    async with pool.acquire() as db:
        doctor = await find_doctor(db, wish.doctor_id)
        patient = await find_patient(db, wish.patient_id)
        if not doctor or not patient:
            return 404, {'code': 'not_found'}
        names = await specialty_names(db)
        await add_diaries(db, [doctor], int((start - now) // MINUTES_PER_DAY) + 1)
        refusal = refusal_of(doctor, start, now)
        if refusal:
            return 422, {'code': refusal}
        async with db.transaction():
            row = await db.fetchrow(INSERT_APPOINTMENT, *values_of(doctor, patient, start, names))
            if not row:
                return 409, {'code': 'slot_taken'}
            await db.execute(INSERT_EVENT, row['id'])
            await db.execute(INSERT_ACCESS, patient['id'], row['id'], request_id, address)
        return 201, view(row)
