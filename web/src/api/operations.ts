// What the pages of operations and figures read.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { current_language } from '../i18n'
import { type Answer, api, type Schemas } from './client'
import { staleTime } from './first'
import { paging } from './paging'
import type { paths } from './schema'

export type VisitStatistics = Schemas['VisitStatistics']
export type VisitCounts = Pick<VisitStatistics, 'visits' | 'kept' | 'cancelled' | 'no_show' | 'open'>
export type AuditEntry = Schemas['AuditEntry']
export type ChainReport = Answer<'/audit/chain', 'get'>
export type Message = Schemas['ShownMessage']
export type DeadEvent = Schemas['ShownEvent']
export type Endpoint = Schemas['Endpoint']
export type Delivery = Schemas['Delivery']
export type ApiKey = Schemas['ApiKeyView']
export type Payment = Schemas['Payment']

type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
    ? Exclude<Q, undefined>
    : never
// Everything of here goes with the session that read it.
const key = (...parts: unknown[]) => ['mine', 'operations', ...parts]

// A list by pages. Each takes what its own query says, and a cursor: that is said where it is named.
interface Page<Row> {
    data: Row[]
    next_cursor?: string | null
}
const get_page = api.get as (path: string, wish: object) => Promise<unknown>
const pages = <Row>(path: keyof paths, query: object, of?: Record<string, string>) =>
    infiniteQueryOptions({
        queryKey: key(path, of, query),
        queryFn: ({ signal, pageParam }) =>
            get_page(path, { path: of, query: { ...query, cursor: pageParam }, signal }) as Promise<
                Page<Row>
            >,
        ...paging,
    })

export const audit = (query: Query<'/audit'>) => pages<AuditEntry>('/audit', query)
export const messages = (query: Query<'/messages'>) => pages<Message>('/messages', query)
export const dead_events = () => pages<DeadEvent>('/dead-events', {})
export const webhooks = () => pages<Endpoint>('/webhooks', { limit: 100 })
export const deliveries = (id: string, query: Query<'/webhooks/{id}/deliveries'>) =>
    pages<Delivery>('/webhooks/{id}/deliveries', query, { id })
export const api_keys = () => pages<ApiKey>('/api-keys', { limit: 100 })
export const payments = (query: Query<'/payments'>) => pages<Payment>('/payments', query)

export const visit_statistics = (query: Query<'/appointments/statistics'>) =>
    queryOptions({
        queryKey: key('visits', query, current_language()),
        queryFn: ({ signal }) => api.get('/appointments/statistics', { query, signal }),
        staleTime,
    })
export const revenue = (query: Query<'/payments/statistics'>) =>
    queryOptions({
        queryKey: key('revenue', query),
        queryFn: ({ signal }) => api.get('/payments/statistics', { query, signal }),
        select: (page) => page.data,
    })
export const chain = () =>
    queryOptions({
        queryKey: key('chain'),
        queryFn: ({ signal }) => api.get('/audit/chain', { signal }),
    })
// The same, then part by part what is older, until something is wrong.
export const chain_parts = () =>
    infiniteQueryOptions({
        queryKey: key('chain', 'parts'),
        queryFn: ({ signal, pageParam }) => api.get('/audit/chain', { query: { before: pageParam }, signal }),
        initialPageParam: undefined as number | undefined,
        getNextPageParam: ({ checked }) =>
            checked && !checked.problem && checked.first_seal > 1 ? checked.first_seal : undefined,
    })
export const mail_queue = () =>
    queryOptions({
        queryKey: key('queue'),
        queryFn: ({ signal }) => api.get('/messages/queue', { signal }),
    })
export interface Ready {
    status: string
    alarms: string[]
}
export const readiness = () =>
    queryOptions({
        queryKey: key('ready'),
        queryFn: async ({ signal }): Promise<Ready> => {
            const answer = await fetch('/health/ready', { signal })
            return answer.ok ? answer.json() : { status: 'not_ready', alarms: [] }
        },
    })
export const message = (id: string) =>
    queryOptions({
        queryKey: key('/messages', 'one', id),
        queryFn: ({ signal }) => api.get('/messages/{id}', { path: { id }, signal }),
    })
export const preview = (id: string) =>
    queryOptions({
        queryKey: key('preview', id),
        queryFn: ({ signal }) => api.get('/messages/{id}/preview', { path: { id }, signal }),
    })
export const webhook = (id: string) =>
    queryOptions({
        queryKey: key('/webhooks', 'one', id),
        queryFn: ({ signal }) => api.get('/webhooks/{id}', { path: { id }, signal }),
    })
export const delivery = (id: string, delivery_id: string) =>
    queryOptions({
        queryKey: key('/webhooks/{id}/deliveries', 'one', id, delivery_id),
        queryFn: ({ signal }) =>
            api.get('/webhooks/{id}/deliveries/{delivery_id}', { path: { id, delivery_id }, signal }),
    })
export const payment = (id: string) =>
    queryOptions({
        queryKey: key('/payments', 'one', id, current_language()),
        queryFn: ({ signal }) => api.get('/payments/{id}', { path: { id }, signal }),
    })
export const refunds = (id: string) =>
    queryOptions({
        queryKey: key('/payments', 'refunds', id),
        queryFn: ({ signal }) => api.get('/payments/{id}/refunds', { path: { id }, signal }),
        select: (page) => page.data,
    })
export const reconciliation = (days: number) =>
    queryOptions({
        queryKey: key('reconciliation', days),
        queryFn: ({ signal }) => api.get('/payments/reconciliation', { query: { days }, signal }),
    })
