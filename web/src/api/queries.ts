// What pages read, by name. Public lists are kept for some minutes; a person's own data is asked for each time it is shown.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { own_zone } from '../format'
import { current_language, learn_names } from '../i18n'
import { api, type Schemas } from './client'
import { paging } from './paging'

export type Found = Schemas['FoundDoctor']
export type Appointment = Schemas['Appointment']
const minutes = 60_000

export interface Filters {
    specialty?: string
    city?: string
    mode?: 'in_person' | 'video'
    part_of_day?: 'morning' | 'afternoon' | 'evening'
    language?: string
    from?: string
}

export const specialties = () =>
    queryOptions({
        queryKey: ['specialties', current_language()],
        queryFn: async ({ signal }) => {
            const page = await api.get('/specialties', { signal })
            learn_names(page.data)
            return page
        },
        select: (page) => page.data,
        staleTime: 10 * minutes,
    })
export const clinics = () =>
    queryOptions({
        queryKey: ['clinics'],
        queryFn: ({ signal }) => api.get('/clinics', { query: { limit: 100 }, signal }),
        select: (page) => page.data,
        staleTime: 10 * minutes,
    })
export const countries = () =>
    queryOptions({
        queryKey: ['countries'],
        queryFn: ({ signal }) => api.get('/countries', { signal }),
        select: (page) => page.data,
        staleTime: 10 * minutes,
    })
// Times of video visits are wanted as the reader's own clock shows them, too.
const zone_for = (mode: Filters['mode']) => (mode === 'video' ? own_zone() : undefined)
export const search = ({ specialty, city, mode, part_of_day, language, from }: Filters) => {
    const filters = { specialty, city, mode, part_of_day, language, from }
    const viewer_timezone = zone_for(mode)
    return infiniteQueryOptions({
        queryKey: ['search', current_language(), filters],
        queryFn: ({ signal, pageParam }) =>
            api.get('/availability', {
                query: { ...filters, viewer_timezone, days: 31, per_doctor: 9, limit: 10, cursor: pageParam },
                signal,
            }),
        ...paging,
        staleTime: 20_000,
    })
}
export const doctor = (id: string) =>
    queryOptions({
        queryKey: ['doctor', id, current_language()],
        queryFn: ({ signal }) => api.get('/doctors/{id}', { path: { id }, signal }),
        staleTime: minutes,
    })
export const schedule = (id: string) =>
    queryOptions({
        queryKey: ['schedule', id],
        queryFn: ({ signal }) => api.get('/doctors/{id}/schedule', { path: { id }, signal }),
        staleTime: minutes,
    })
export const availability = (
    id: string,
    from: string | undefined,
    visit_type: string | undefined,
    mode?: Filters['mode'],
) =>
    queryOptions({
        queryKey: ['availability', id, from, visit_type, mode],
        queryFn: ({ signal }) =>
            api.get('/doctors/{id}/availability', {
                path: { id },
                query: { from, days: 14, visit_type, viewer_timezone: zone_for(mode) },
                signal,
            }),
        staleTime: 20_000,
    })
export const appointment = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'appointment', id, current_language()],
        queryFn: ({ signal }) => api.get('/appointments/{id}', { path: { id }, signal }),
    })
export const my_appointments = (scope: 'upcoming' | 'past') =>
    infiniteQueryOptions({
        queryKey: ['mine', 'appointments', scope, current_language()],
        queryFn: ({ signal, pageParam }) =>
            api.get('/me/appointments', {
                query: { scope, sort: scope === 'past' ? '-start' : 'start', cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const my_relatives = () =>
    queryOptions({
        queryKey: ['mine', 'relatives'],
        queryFn: ({ signal }) => api.get('/me/relatives', { signal }),
        select: (page) =>
            page.data.filter((one) => one.direction === 'for_relative' && one.status === 'active'),
    })
export const clinic_payments = (id: string) =>
    queryOptions({
        queryKey: ['clinic payments', id],
        queryFn: ({ signal }) => api.get('/clinics/{id}/payments', { path: { id }, signal }),
        staleTime: minutes,
    })
