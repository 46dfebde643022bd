// What the pages of the administration read of accounts and of the catalogue. What is somebody's is forgotten with the session.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { current_language } from '../i18n'
import { api, type Schemas } from './client'
import { paging } from './paging'

export type User = Schemas['UserView']
export type Doctor = Schemas['Doctor']
export type Clinic = Schemas['Clinic']
export type Specialty = Schemas['Specialty']
export type Review = Schemas['PracticeReview']
export type Waiting = Schemas['Waiting']

export const users = (filters: { role?: User['role']; status?: User['status'] }, words: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'users', filters, words],
        queryFn: ({ signal, pageParam }) =>
            api.post('/users/search', {
                body: { ...filters, q: words || undefined, limit: 25, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const user = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'user', id],
        queryFn: ({ signal }) => api.get('/users/{id}', { path: { id }, signal }),
    })
export const sessions_of = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'sessions of', id],
        queryFn: ({ signal }) => api.get('/users/{id}/sessions', { path: { id }, signal }),
        select: (page) => page.data,
    })

export interface DoctorFilters {
    q?: string
    specialty?: string
    clinic?: string
    state?: 'retired'
}
export const doctors = ({ q, specialty, clinic, state }: DoctorFilters) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'doctors', { q, specialty, clinic, state }, current_language()],
        queryFn: ({ signal, pageParam: cursor }) =>
            state === 'retired'
                ? api.get('/doctors/retired', { query: { limit: 25, cursor }, signal })
                : api.get('/doctors', {
                      query: { q, specialty, clinic_id: clinic, sort: 'name', limit: 25, cursor },
                      signal,
                  }),
        ...paging,
    })
const pages_at_most = 20
// All in service by name, for a choice.
export const all_doctors = () =>
    queryOptions({
        queryKey: ['mine', 'all doctors'],
        queryFn: async ({ signal }) => {
            const all: Doctor[] = []
            let cursor: string | undefined
            for (let page = 0; page < pages_at_most; ++page) {
                const answer = await api.get('/doctors', {
                    query: { sort: 'name', limit: 100, cursor },
                    signal,
                })
                all.push(...answer.data)
                cursor = answer.next_cursor ?? undefined
                if (!cursor) break
            }
            return all
        },
        staleTime: 60_000,
    })
// What is ahead of a doctor; "100+" if there is more than a page.
export const visits_ahead = (doctor_id: string) =>
    queryOptions({
        queryKey: ['mine', 'visits ahead', doctor_id],
        queryFn: ({ signal }) =>
            api.get('/appointments', {
                query: {
                    doctor_id,
                    status: ['pending', 'booked'],
                    from: `${new Date().toISOString().slice(0, 19)}Z`,
                    limit: 100,
                },
                signal,
            }),
        select: (page) => `${page.data.length}${page.next_cursor ? '+' : ''}`,
    })
export const clinic = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'clinic', id],
        queryFn: ({ signal }) => api.get('/clinics/{id}', { path: { id }, signal }),
    })
export const clinic_reminders = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'clinic reminders', id],
        queryFn: ({ signal }) => api.get('/clinics/{id}/reminders', { path: { id }, signal }),
    })
export const catalogue = () =>
    queryOptions({
        queryKey: ['mine', 'catalogue'],
        queryFn: ({ signal }) => api.get('/specialties', { signal }),
        select: (page) => page.data,
    })
export const reviews = (filters: { state?: 'published' | 'hidden'; doctor?: string }) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'reviews', filters],
        queryFn: ({ signal, pageParam }) =>
            api.get('/reviews', {
                query: { state: filters.state, doctor_id: filters.doctor, limit: 25, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const waiting = (filters: { status?: Waiting['status']; priority?: Waiting['priority'] }) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'waiting', filters, current_language()],
        queryFn: ({ signal, pageParam }) =>
            api.get('/waitlist', { query: { ...filters, limit: 25, cursor: pageParam }, signal }),
        ...paging,
    })
export const waiting_figures = (days: number, by: 'doctor' | 'specialty' | 'clinic') =>
    queryOptions({
        queryKey: ['mine', 'waiting figures', days, by, current_language()],
        queryFn: ({ signal }) => api.get('/waitlist/statistics', { query: { days, by }, signal }),
    })
export const settings = () =>
    queryOptions({
        queryKey: ['mine', 'settings'],
        queryFn: ({ signal }) => api.get('/settings', { signal }),
        select: (page) => page.data,
    })
