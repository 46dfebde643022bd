// What reception reads.
import { queryOptions } from '@tanstack/react-query'
import { current_language } from '../i18n'
import { api, type Schemas } from './client'
import type { Appointment } from './queries'

export type Board = Schemas['DayBoard']
export type BoardVisit = Schemas['BoardVisit']
export type BoardDoctor = Schemas['BoardDoctor']
export type Patient = Schemas['Patient']

export const visit_key = (id: string) => ['desk', 'visit', id]
export const visit = (id: string) =>
    queryOptions({
        queryKey: visit_key(id),
        queryFn: ({ signal }) => api.get('/appointments/{id}', { path: { id }, signal }),
        gcTime: 60_000,
    })
export const history = (id: string, version: number) =>
    queryOptions({
        queryKey: ['desk', 'history', id, version],
        queryFn: ({ signal }) => api.get('/appointments/{id}/history', { path: { id }, signal }),
        gcTime: 60_000,
    })
export const doctors_of = (clinic_id: string) =>
    queryOptions({
        queryKey: ['doctors', clinic_id, current_language()],
        queryFn: ({ signal }) => api.get('/doctors', { query: { clinic_id, limit: 100 }, signal }),
        select: (page) => page.data.toSorted((a, b) => a.name.localeCompare(b.name)),
        staleTime: 300_000,
    })

const as_on_board = (one: Appointment): BoardVisit => ({
    ...one,
    patient_id: one.status === 'held' ? undefined : one.patient_id,
    patient_name: one.status === 'held' ? undefined : one.patient_name,
})
const by_start = (a: BoardVisit, b: BoardVisit) => a.start.localeCompare(b.start) || a.id.localeCompare(b.id)

export const without_visit = (one: Board, id: string): Board => ({
    ...one,
    visits: one.visits.filter((visit) => visit.id !== id),
})

// The board with this visit as it is now, which may be nowhere on it. News that is older than what is shown changes nothing.
export function with_visit(one: Board, news: Appointment): Board {
    const shown = one.visits.find((visit) => visit.id === news.id)
    if (shown && shown.version > news.version) return one
    const rest = without_visit(one, news.id)
    const is_on_it =
        news.clinic.id === one.clinic.id && news.local_date === one.date && news.status !== 'expired'
    if (!is_on_it) return rest
    const has_column = rest.doctors.some((doctor) => doctor.id === news.doctor_id)
    const column = { id: news.doctor_id, name: news.doctor_name, specialty: news.specialty, open: [] }
    return {
        ...rest,
        doctors: has_column
            ? rest.doctors
            : [...rest.doctors, column].toSorted((a, b) => a.name.localeCompare(b.name)),
        visits: [...rest.visits, as_on_board(news)].toSorted(by_start),
    }
}

// Who is in the register by any of these words. Never a part of an address, so it is not one of the queries of a page.
export async function find_patients(q: string, signal?: AbortSignal): Promise<Patient[]> {
    const page = await api.post('/patients/search', { body: { q, limit: 8, active: true }, signal })
    return page.data
}
