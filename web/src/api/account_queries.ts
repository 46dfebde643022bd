// What the pages of an account read, by name. All of it is somebody's own and goes with their session.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Schemas } from './client'
import { paging } from './paging'

export const me = () =>
    queryOptions({ queryKey: ['mine', 'me'], queryFn: ({ signal }) => api.get('/me', { signal }) })
export const notification_choices = () =>
    queryOptions({
        queryKey: ['mine', 'notifications'],
        queryFn: ({ signal }) => api.get('/me/notifications', { signal }),
    })
export const calendars = () =>
    queryOptions({
        queryKey: ['mine', 'calendars'],
        queryFn: ({ signal }) => api.get('/me/calendars', { signal }),
        select: (page) => page.data,
    })
export const second_factor = () =>
    queryOptions({
        queryKey: ['mine', 'second factor'],
        queryFn: ({ signal }) => api.get('/me/second-factor', { signal }),
    })
export const sessions = () =>
    queryOptions({
        queryKey: ['mine', 'sessions'],
        queryFn: ({ signal }) => api.get('/me/sessions', { signal }),
        select: (page) => page.data,
    })
export const security_events = () =>
    infiniteQueryOptions({
        queryKey: ['mine', 'security events'],
        queryFn: ({ signal, pageParam }) =>
            api.get('/me/security-events', { query: { limit: 10, cursor: pageParam }, signal }),
        ...paging,
    })
export const all_relatives = () =>
    queryOptions({
        queryKey: ['mine', 'relatives'],
        queryFn: ({ signal }) => api.get('/me/relatives', { signal }),
    })
export const record = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'record', id],
        queryFn: ({ signal }) => api.get('/patients/{id}/record', { path: { id }, signal }),
    })
export const accesses = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'accesses', id],
        queryFn: ({ signal, pageParam }) =>
            api.get('/patients/{id}/accesses', {
                path: { id },
                query: { limit: 100, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const payments = () =>
    infiniteQueryOptions({
        queryKey: ['mine', 'payments'],
        queryFn: ({ signal, pageParam }) => api.get('/me/payments', { query: { cursor: pageParam }, signal }),
        ...paging,
    })
export const payment = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'payment', id],
        queryFn: ({ signal }) => api.get('/payments/{id}', { path: { id }, signal }),
    })
export const due = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'due', id],
        queryFn: ({ signal }) => api.get('/appointments/{id}/due', { path: { id }, signal }),
    })
export const reviews = () =>
    infiniteQueryOptions({
        queryKey: ['mine', 'reviews'],
        queryFn: ({ signal, pageParam }) => api.get('/me/reviews', { query: { cursor: pageParam }, signal }),
        ...paging,
    })
// The one of a visit, or null.
export const review_of = (appointment_id: string) =>
    queryOptions({
        queryKey: ['mine', 'review of', appointment_id],
        queryFn: async ({ signal }): Promise<Schemas['OwnReview'] | null> =>
            (await api.get('/me/reviews', { query: { appointment_id }, signal })).data[0] ?? null,
    })
export const waiting = (status: 'waiting' | undefined) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'waiting', status],
        queryFn: ({ signal, pageParam }) =>
            api.get('/me/waitlist', { query: { status, cursor: pageParam }, signal }),
        ...paging,
    })
export const doctor_reviews = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['reviews of doctor', id],
        queryFn: ({ signal, pageParam }) =>
            api.get('/doctors/{id}/reviews', {
                path: { id },
                query: { limit: 5, cursor: pageParam },
                signal,
            }),
        ...paging,
        staleTime: 60_000,
    })
