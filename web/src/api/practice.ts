// What a doctor's pages read. All of it is forgotten when they sign out, like everything whose key begins with 'mine'.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Schemas } from './client'
import { paging } from './paging'
import { useSession } from './session'

export type Agenda = Schemas['Agenda']
export type Schedule = Schemas['Schedule']
export type Preview = Schemas['SchedulePreview']
export type Exception = Schemas['ScheduleException']
export type BusyCalendar = Schemas['BusyCalendar']
export type Feed = Schemas['Feed']
export type Patient = Schemas['Patient']
export type MedicalRecord = Schemas['MedicalRecord']
export type Review = Schemas['PracticeReview']

// The calendar of who is signed in; of an account without one, nobody's.
export function useDoctorId(): string {
    const now = useSession()
    return (now.status === 'signed_in' && now.user.doctor_id) || ''
}

export const exceptions = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'exceptions', id],
        queryFn: async ({ signal }) => {
            const all: Exception[] = []
            let cursor: string | undefined
            do {
                const query = { limit: 100, cursor }
                const page = await api.get('/doctors/{id}/exceptions', { path: { id }, query, signal })
                all.push(...page.data)
                cursor = page.next_cursor ?? undefined
            } while (cursor)
            return all
        },
        enabled: id !== '',
    })
export const busy_calendars = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'busy calendars', id],
        queryFn: ({ signal }) => api.get('/doctors/{id}/busy-calendars', { path: { id }, signal }),
        select: (page) => page.data,
        enabled: id !== '',
    })
export const conflicts = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'conflicts', id],
        queryFn: ({ signal }) => api.get('/doctors/{id}/conflicts', { path: { id }, signal }),
        select: (page) => page.data,
        enabled: id !== '',
    })
export const my_feeds = () =>
    queryOptions({
        queryKey: ['mine', 'feeds'],
        queryFn: ({ signal }) => api.get('/me/calendars', { signal }),
        select: (page) => page.data,
    })
export const my_reviews = (state: 'published' | 'hidden' | undefined) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'practice reviews', state],
        queryFn: ({ signal, pageParam }) =>
            api.get('/reviews', { query: { state, cursor: pageParam }, signal }),
        ...paging,
    })
// What is searched for stays in the page: it is in no address.
export const my_patients = (q: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'patients', q],
        queryFn: ({ signal, pageParam }) =>
            api.post('/patients/search', {
                body: { q: q || undefined, sort: 'name', limit: 20, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const patient = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'patient', id],
        queryFn: ({ signal }) => api.get('/patients/{id}', { path: { id }, signal }),
    })
// With a reason the glass is broken: whoever reads so is on record, and the patient is told. Headers carry bytes: those of UTF-8.
export const glass = (reason: string | undefined): Record<string, string> =>
    reason
        ? {
              'X-Purpose': 'break-glass',
              'X-Purpose-Reason': String.fromCharCode(...new TextEncoder().encode(reason)),
          }
        : {}
export const record = (id: string, reason: string | undefined) =>
    queryOptions({
        queryKey: ['mine', 'record', id, reason],
        queryFn: ({ signal }) =>
            api.get('/patients/{id}/record', { path: { id }, headers: glass(reason), signal }),
    })
export const visits_of = (patient_id: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'visits of', patient_id],
        queryFn: ({ signal, pageParam }) =>
            api.get('/appointments', {
                query: { patient_id, sort: '-start', limit: 20, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
