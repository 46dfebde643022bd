// What people have besides their visits: who they are, how their account is kept safe, for whom they act, what is held about them.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import { for_people, type Given, one_of } from './base'

const profile = createRoute({
    getParentRoute: () => for_people,
    path: '/account',
    component: lazyRouteComponent(() => import('../pages/account/profile')),
})
const notifications = createRoute({
    getParentRoute: () => for_people,
    path: '/account/notifications',
    component: lazyRouteComponent(() => import('../pages/account/notifications')),
})
const security = createRoute({
    getParentRoute: () => for_people,
    path: '/account/security',
    component: lazyRouteComponent(() => import('../pages/account/security')),
})
const relatives = createRoute({
    getParentRoute: () => for_people,
    path: '/account/relatives',
    component: lazyRouteComponent(() => import('../pages/account/relatives')),
})
const record = createRoute({
    getParentRoute: () => for_people,
    path: '/account/record',
    component: lazyRouteComponent(() => import('../pages/account/record')),
})
const accesses = createRoute({
    getParentRoute: () => for_people,
    path: '/account/accesses',
    component: lazyRouteComponent(() => import('../pages/account/accesses')),
})
const payments = createRoute({
    getParentRoute: () => for_people,
    path: '/account/payments',
    component: lazyRouteComponent(() => import('../pages/account/payments'), 'PaymentsPage'),
})
const receipt = createRoute({
    getParentRoute: () => for_people,
    path: '/account/payments/$id',
    component: lazyRouteComponent(() => import('../pages/account/payments'), 'ReceiptPage'),
})
const reviews = createRoute({
    getParentRoute: () => for_people,
    path: '/account/reviews',
    component: lazyRouteComponent(() => import('../pages/account/reviews')),
})
const waitlist = createRoute({
    getParentRoute: () => for_people,
    path: '/account/waitlist',
    component: lazyRouteComponent(() => import('../pages/account/waitlist')),
    validateSearch: (given: Given & SearchSchemaInput): { scope?: 'all' } => ({
        scope: one_of(given.scope, ['all']),
    }),
})
const pay = createRoute({
    getParentRoute: () => for_people,
    path: '/appointments/$id/pay',
    component: lazyRouteComponent(() => import('../pages/account/pay')),
})
const review = createRoute({
    getParentRoute: () => for_people,
    path: '/appointments/$id/review',
    component: lazyRouteComponent(() => import('../pages/account/review')),
})

export const account_routes = [
    profile,
    notifications,
    security,
    relatives,
    record,
    accesses,
    payments,
    receipt,
    reviews,
    waitlist,
    pay,
    review,
] as const
