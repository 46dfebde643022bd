// Administration: operations and figures.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import type { Message } from '../api/operations'
import { frame } from './admin_frame'
import { date, type Given, id, one_of, text } from './base'

const overview = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/admin/overview')),
})

const day_counts = ['7', '30', '90', '366'] as const
interface Figures {
    tab?: 'revenue' | 'waitlist'
    from?: string
    until?: string
    unit?: 'day' | 'week' | 'month'
    clinic?: string
    specialty?: string
    doctor?: string
    by?: 'doctor' | 'specialty' | 'clinic'
    days?: number
}
const statistics = createRoute({
    getParentRoute: () => frame,
    path: '/statistics',
    component: lazyRouteComponent(() => import('../pages/admin/statistics')),
    validateSearch: (given: Given & SearchSchemaInput): Figures => {
        const days = one_of(text(given.days), day_counts)
        return {
            tab: one_of(given.tab, ['revenue', 'waitlist']),
            from: date(given.from),
            until: date(given.until),
            unit: one_of(given.unit, ['day', 'week', 'month']),
            clinic: id(given.clinic),
            specialty: text(given.specialty, /^[a-z0-9-]{1,64}$/),
            doctor: id(given.doctor),
            by: one_of(given.by, ['doctor', 'specialty', 'clinic']),
            days: days && Number(days),
        }
    },
})

// Ids of accounts and patients say nothing to whoever reads an address; names are not taken.
interface AuditSearch {
    outcome?: 'allowed' | 'denied'
    purpose?: string
    action?: string
    resource?: string
    actor?: string
    patient?: string
    from?: string
    until?: string
}
const audit = createRoute({
    getParentRoute: () => frame,
    path: '/audit',
    component: lazyRouteComponent(() => import('../pages/admin/audit')),
    validateSearch: (given: Given & SearchSchemaInput): AuditSearch => ({
        outcome: one_of(given.outcome, ['allowed', 'denied']),
        purpose: text(given.purpose, /^[a-z0-9-]{1,64}$/),
        action: text(given.action, /^[a-z -]{1,100}$/),
        resource: text(given.resource, /^[a-z -]{1,100}$/),
        actor: id(given.actor),
        patient: id(given.patient),
        from: date(given.from),
        until: date(given.until),
    }),
})

const states = ['waiting', 'dead', 'sent', 'skipped', 'discarded'] as const
const messages = createRoute({
    getParentRoute: () => frame,
    path: '/messages',
    component: lazyRouteComponent(() => import('../pages/admin/messages')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { state?: (typeof states)[number]; kind?: Message['kind'] } => ({
        state: one_of(given.state, states),
        kind: text(given.kind, /^[a-z_]{1,40}$/) as Message['kind'] | undefined,
    }),
})
const message = createRoute({
    getParentRoute: () => frame,
    path: '/messages/$id',
    component: lazyRouteComponent(() => import('../pages/admin/message')),
})
const events = createRoute({
    getParentRoute: () => frame,
    path: '/events',
    component: lazyRouteComponent(() => import('../pages/admin/events')),
})

const webhooks = createRoute({
    getParentRoute: () => frame,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('../pages/admin/webhooks')),
})
const delivery_states = ['waiting', 'delivered', 'dead', 'skipped'] as const
const webhook = createRoute({
    getParentRoute: () => frame,
    path: '/webhooks/$id',
    component: lazyRouteComponent(() => import('../pages/admin/webhook')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { state?: (typeof delivery_states)[number]; type?: string; from?: string; until?: string } => ({
        state: one_of(given.state, delivery_states),
        type: text(given.type, /^(\*|[a-z]+\.(\*|[a-z_]+))$/),
        from: date(given.from),
        until: date(given.until),
    }),
})
const delivery = createRoute({
    getParentRoute: () => frame,
    path: '/webhooks/$id/deliveries/$delivery_id',
    component: lazyRouteComponent(() => import('../pages/admin/delivery')),
})
const api_keys = createRoute({
    getParentRoute: () => frame,
    path: '/api-keys',
    component: lazyRouteComponent(() => import('../pages/admin/api_keys')),
})

const payment_states = [
    'processing',
    'requires_action',
    'cancelled',
    'failed',
    'succeeded',
    'partially_refunded',
    'refunded',
] as const
const payments = createRoute({
    getParentRoute: () => frame,
    path: '/payments',
    component: lazyRouteComponent(() => import('../pages/admin/payments')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { status?: (typeof payment_states)[number]; from?: string; until?: string } => ({
        status: one_of(given.status, payment_states),
        from: date(given.from),
        until: date(given.until),
    }),
})
const reconciliation = createRoute({
    getParentRoute: () => frame,
    path: '/payments/reconciliation',
    component: lazyRouteComponent(() => import('../pages/admin/reconciliation')),
    validateSearch: (given: Given & SearchSchemaInput): { days?: number } => {
        const days = one_of(text(given.days), ['1', '7', '31'] as const)
        return { days: days && Number(days) }
    },
})
const payment = createRoute({
    getParentRoute: () => frame,
    path: '/payments/$id',
    component: lazyRouteComponent(() => import('../pages/admin/payment')),
})

export const operations = [
    overview,
    statistics,
    audit,
    messages,
    message,
    events,
    webhooks,
    webhook,
    delivery,
    api_keys,
    payments,
    reconciliation,
    payment,
] as const
