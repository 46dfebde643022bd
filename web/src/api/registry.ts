// What the pages of the register read. All of it is a person's: it is forgotten when its reader signs out.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { current_language } from '../i18n'
import { api, type Schemas } from './client'
import { paging } from './paging'

export type Patient = Schemas['Patient']
export interface RegistryFilters {
    city?: string
    gender?: 'female' | 'male' | 'other' | 'unknown'
    insurer?: string
    age_min?: number
    age_max?: number
    active?: 'true' | 'false'
    sort?: 'name' | 'newest'
}

// As the API names them.
export const filter_members = ({ city, gender, insurer, age_min, age_max, active }: RegistryFilters) => ({
    city,
    gender,
    insurance_provider: insurer,
    age_min,
    age_max,
    active: active && active === 'true',
})

export const patients = (filters: RegistryFilters, words: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'patients', filters, words],
        queryFn: ({ signal, pageParam }) =>
            api.post('/patients/search', {
                body: {
                    ...filter_members(filters),
                    q: words || undefined,
                    sort: filters.sort ?? 'newest',
                    limit: 25,
                    cursor: pageParam,
                },
                signal,
            }),
        ...paging,
    })
export const patient = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'patient', id],
        queryFn: ({ signal }) => api.get('/patients/{id}', { path: { id }, signal }),
    })
export const duplicates = (id: string) =>
    queryOptions({
        queryKey: ['mine', 'duplicates', id],
        queryFn: ({ signal }) => api.get('/patients/{id}/duplicates', { path: { id }, signal }),
        select: (page) => page.data,
    })
export const visits_of = (patient_id: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'visits of', patient_id, current_language()],
        queryFn: ({ signal, pageParam }) =>
            api.get('/appointments', {
                query: { patient_id, sort: '-start', limit: 10, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const accesses_to = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['mine', 'accesses to', id],
        queryFn: ({ signal, pageParam }) =>
            api.get('/patients/{id}/accesses', {
                path: { id },
                query: { limit: 25, cursor: pageParam },
                signal,
            }),
        ...paging,
    })
export const register_figures = () =>
    queryOptions({
        queryKey: ['mine', 'register figures'],
        queryFn: ({ signal }) => api.get('/patients/statistics', { signal }),
    })

const files_at_most = 200
// Every patient of the filters, in one file: the API gives it in parts of 5,000. Also how many there are.
export async function patients_file(filters: RegistryFilters): Promise<{ file: Blob; count: number }> {
    const lines: string[] = []
    let cursor: string | undefined
    for (let part = 0; part < files_at_most; ++part) {
        const answer = await api.response('/patients.csv', {
            query: { ...filter_members(filters), cursor },
        })
        const text = await answer.text()
        lines.push(part === 0 ? text : text.slice(text.indexOf('\r\n') + 2))
        cursor = next_cursor_of(answer.headers.get('Link'))
        if (!cursor) break
    }
    const all = lines.join('')
    // The mark at the beginning tells spreadsheets that it is UTF-8. A line break inside a quoted cell is none of the file.
    const count = all.replace(/"[^"]*"/g, '').split('\r\n').length - 2
    return { file: new Blob(['\ufeff', all], { type: 'text/csv;charset=utf-8' }), count }
}

// `<...?cursor=abc>; rel="next"` -> "abc"
function next_cursor_of(link: string | null): string | undefined {
    const target = /<([^>]+)>;\s*rel="?next"?/.exec(link ?? '')?.[1]
    return (target && new URL(target, location.origin).searchParams.get('cursor')) || undefined
}

// Everything held about a patient, as a page for people. The reason goes on the access log, and to the patient.
export const export_of = (id: string, reason: string) =>
    api.file('/patients/{id}/export', {
        path: { id },
        query: { format: 'html' },
        headers: { 'X-Purpose': 'break-glass', 'X-Purpose-Reason': octets_of(reason) },
    })

// A header is octets, and fetch takes each character for one: UTF-8 has to be spelt out.
const octets_of = (text: string) => String.fromCharCode(...new TextEncoder().encode(text))
