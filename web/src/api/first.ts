// What the pages read where somebody's day begins: their addresses ask for it (routes/ahead), before their code has come.
import { queryOptions } from '@tanstack/react-query'
import { day_at } from '../format'
import { api, type Schemas, server_now } from './client'

type Clinic = Schemas['Clinic']
// What was read ahead is not read once more by its page.
export const staleTime = 3_000

// The clinic that reception works at: the one of the address, else the one of before, else the first that is theirs. `own`: none means all.
const kept_place = 'venera.desk.clinic'
export const clinics_of = (all: Clinic[], own: string[]) =>
    all.filter((one) => own.length === 0 || own.includes(one.id))
export function clinic_of(all: Clinic[], own: string[], asked: string | undefined): Clinic | undefined {
    const list = clinics_of(all, own)
    const kept = sessionStorage.getItem(kept_place)
    return list.find((one) => one.id === asked) ?? list.find((one) => one.id === kept) ?? list.at(0)
}
export const keep_clinic = (id: string) => sessionStorage.setItem(kept_place, id)
export const today_at = (timezone: string, now = server_now()) =>
    day_at(new Date(now).toISOString(), timezone)

export const board_key = (clinic_id: string, date: string) => ['desk', 'board', clinic_id, date]
export const board = (clinic_id: string, date: string) =>
    queryOptions({
        queryKey: board_key(clinic_id, date),
        queryFn: ({ signal }) => api.get('/appointments/board', { query: { clinic_id, date }, signal }),
        // What it shows is kept fresh by events: reading it again is an access to everybody on it.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        gcTime: 60_000,
    })

export const agenda = (id: string, from: string | undefined, days: number) =>
    queryOptions({
        queryKey: ['mine', 'agenda', id, from, days],
        queryFn: ({ signal }) =>
            api.get('/doctors/{id}/agenda', { path: { id }, query: { from, days }, signal }),
        enabled: id !== '',
        staleTime,
    })
// Unlike the public one it is never old: what is written is compared with its version.
export const my_schedule = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'schedule', id],
        queryFn: ({ signal }) => api.get('/doctors/{id}/schedule', { path: { id }, signal }),
        enabled: id !== '',
        staleTime,
    })
