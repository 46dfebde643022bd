// Administration: operations and figures.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import type { Message } from '../api/operations'
import { date, event_form, type Given, id, log_form, one_of, text } from './address'
import { frame } from './admin_frame'

const getParentRoute = () => frame
const pages = () => import('../pages/admin/operation_pages')
const overview = createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(pages, 'OverviewPage'),
})

interface Figures {
    tab?: 'revenue'
    from?: string
    until?: string
    unit?: 'day' | 'week' | 'month'
    clinic?: string
    specialty?: string
    doctor?: string
}
const statistics = createRoute({
    getParentRoute,
    path: '/statistics',
    component: lazyRouteComponent(() => import('../pages/admin/statistics')),
    validateSearch: (given: Given & SearchSchemaInput): Figures => ({
        tab: one_of(given.tab, ['revenue']),
        from: date(given.from),
        until: date(given.until),
        unit: one_of(given.unit, ['day', 'week', 'month']),
        clinic: id(given.clinic),
        specialty: text(given.specialty, /^[a-z0-9-]{1,64}$/),
        doctor: id(given.doctor),
    }),
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
    getParentRoute,
    path: '/audit',
    component: lazyRouteComponent(pages, 'AuditPage'),
    validateSearch: (given: Given & SearchSchemaInput): AuditSearch => ({
        outcome: one_of(given.outcome, ['allowed', 'denied']),
        purpose: text(given.purpose, /^[a-z0-9-]{1,64}$/),
        action: text(given.action, log_form),
        resource: text(given.resource, log_form),
        actor: id(given.actor),
        patient: id(given.patient),
        from: date(given.from),
        until: date(given.until),
    }),
})

const states = ['waiting', 'dead', 'sent', 'skipped', 'discarded'] as const
const messages = createRoute({
    getParentRoute,
    path: '/messages',
    component: lazyRouteComponent(pages, 'MessagesPage'),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { state?: (typeof states)[number]; kind?: Message['kind'] } => ({
        state: one_of(given.state, states),
        kind: text(given.kind, /^[a-z_]{1,40}$/) as Message['kind'] | undefined,
    }),
})
const message = createRoute({
    getParentRoute,
    path: '/messages/$id',
    component: lazyRouteComponent(pages, 'MessagePage'),
})
const events = createRoute({
    getParentRoute,
    path: '/events',
    component: lazyRouteComponent(pages, 'EventsPage'),
})

const webhooks = createRoute({
    getParentRoute,
    path: '/webhooks',
    component: lazyRouteComponent(pages, 'WebhooksPage'),
})
const delivery_states = ['waiting', 'delivered', 'dead', 'skipped'] as const
const webhook = createRoute({
    getParentRoute,
    path: '/webhooks/$id',
    component: lazyRouteComponent(pages, 'WebhookPage'),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { state?: (typeof delivery_states)[number]; type?: string; from?: string; until?: string } => ({
        state: one_of(given.state, delivery_states),
        type: text(given.type, event_form),
        from: date(given.from),
        until: date(given.until),
    }),
})
const delivery = createRoute({
    getParentRoute,
    path: '/webhooks/$id/deliveries/$delivery_id',
    component: lazyRouteComponent(pages, 'DeliveryPage'),
})
const api_keys = createRoute({
    getParentRoute,
    path: '/api-keys',
    component: lazyRouteComponent(pages, 'ApiKeysPage'),
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
    getParentRoute,
    path: '/payments',
    component: lazyRouteComponent(pages, 'PaymentsPage'),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { status?: (typeof payment_states)[number]; from?: string; until?: string } => ({
        status: one_of(given.status, payment_states),
        from: date(given.from),
        until: date(given.until),
    }),
})
const reconciliation = createRoute({
    getParentRoute,
    path: '/payments/reconciliation',
    component: lazyRouteComponent(pages, 'ReconciliationPage'),
    validateSearch: (given: Given & SearchSchemaInput): { days?: number } => {
        const days = one_of(text(given.days), ['1', '7', '31'] as const)
        return { days: days && Number(days) }
    },
})
const payment = createRoute({
    getParentRoute,
    path: '/payments/$id',
    component: lazyRouteComponent(pages, 'PaymentPage'),
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
