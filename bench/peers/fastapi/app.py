"""The scheduling API as one would write it with FastAPI and asyncpg; every answer comes from PostgreSQL.

    PGHOST=... PGUSER=... PGPASSWORD=... PGDATABASE=... uvicorn app:app --workers 2 --no-access-log
"""
import json
from base64 import urlsafe_b64encode
from datetime import datetime
from time import time
from typing import Optional
from uuid import UUID, uuid4

import asyncpg
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from booking import book
from free_times import free_slots, slot_view, today_of
from queries import add_diaries, find_doctor, find_doctors, specialty_names
from views import doctor_view
from zones import MINUTES_PER_DAY, date_text, instant_text

SEARCH_DAYS = 14
SLOTS_PER_DOCTOR = 3

app = FastAPI()


class Wish(BaseModel):
    doctor_id: UUID
    start: datetime
    patient_id: UUID


async def prepare(connection):
    await connection.set_type_codec('jsonb', encoder=json.dumps, decoder=json.loads, schema='pg_catalog')


@app.on_event('startup')
async def connect():
    app.state.pool = await asyncpg.create_pool(min_size=1, max_size=10, init=prepare)


@app.on_event('shutdown')
async def disconnect():
    await app.state.pool.close()


@app.get('/health')
async def health():
    return {'status': 'alive'}


@app.get('/api/v1/availability')
async def search(
    specialty: Optional[str] = Query(None, max_length=100),
    city: Optional[str] = Query(None, max_length=100),
    language: Optional[str] = Query(None, max_length=100),
    max_price_cents: Optional[int] = Query(None, ge=0),
    min_rating: Optional[float] = Query(None, ge=0, le=5),
    limit: int = Query(20, ge=1, le=100),
):
    async with app.state.pool.acquire() as db:
        doctors = await find_doctors(db, specialty, city, language, max_price_cents, min_rating)
        names = await specialty_names(db)
        await add_diaries(db, doctors, SEARCH_DAYS)
    now = time() / 60
    found = []
    for doctor in doctors:
        slots = free_slots(doctor, now, today_of(doctor['rules'], now), SEARCH_DAYS, SLOTS_PER_DOCTOR)
        if slots:
            found.append((slots[0][0], doctor['id'], doctor, slots))
    found.sort(key=lambda entry: entry[:2])
    data = [
        {
            'doctor': doctor_view(doctor, names),
            'timezone': doctor['rules']['timezone'],
            'visit_type': doctor['rules']['visit_types'][0]['code'],
            'next_available': instant_text(slots[0][0]),
            'slots': [slot_view(doctor['id'], slot) for slot in slots],
        }
        for _, _, doctor, slots in found[:limit]
    ]
    cursor = None
    if len(found) > limit:
        cursor = urlsafe_b64encode(f"{data[-1]['next_available']} {data[-1]['doctor']['id']}".encode()).decode()
    # A response of one's own: FastAPI would walk the whole answer once more.
    return JSONResponse({'data': jsonable_encoder(data), 'next_cursor': cursor})


@app.get('/api/v1/doctors/{doctor_id}/availability')
async def availability(doctor_id: UUID, days: int = Query(14, ge=1, le=31)):
    async with app.state.pool.acquire() as db:
        doctor = await find_doctor(db, doctor_id)
        if not doctor:
            raise HTTPException(404, 'not_found')
        await add_diaries(db, [doctor], days)
    rules = doctor['rules']
    now = time() / 60
    first_day = today_of(rules, now)
    slots = free_slots(doctor, now, first_day, days)
    listed = [{'date': date_text(first_day + day), 'free': 0, 'slots': []} for day in range(days)]
    for slot in slots:
        day = listed[slot[1] // MINUTES_PER_DAY - first_day]
        day['slots'].append(slot_view(doctor_id, slot))
        day['free'] += 1
    return JSONResponse({
        'doctor_id': str(doctor_id),
        'timezone': rules['timezone'],
        'slot_minutes': rules['slot_minutes'],
        'visit_type': rules['visit_types'][0]['code'],
        'next_available': instant_text(slots[0][0]) if slots else None,
        'days': listed,
    })


@app.post('/api/v1/appointments')
async def create_appointment(wish: Wish, request: Request):
    status, body = await book(app.state.pool, wish, str(uuid4()), request.client.host)
    return JSONResponse(jsonable_encoder(body), status_code=status)
