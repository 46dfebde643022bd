// What people have besides their visits: who they are, how their account is kept safe, for whom they act, what is held about them.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import { type Given, one_of } from './address'
import { for_people } from './base'

const about = () => import('../pages/account/about')
const visits = () => import('../pages/account/visits')
const getParentRoute = () => for_people

const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute, path, component })
const waitlist = createRoute({
    getParentRoute,
    path: '/account/waitlist',
    component: lazyRouteComponent(visits, 'WaitlistPage'),
    validateSearch: (given: Given & SearchSchemaInput): { scope?: 'all' } => ({
        scope: one_of(given.scope, ['all']),
    }),
})

export const account_routes = [
    page('/account', lazyRouteComponent(about, 'ProfilePage')),
    page('/account/notifications', lazyRouteComponent(about, 'NotificationsPage')),
    page('/account/security', lazyRouteComponent(about, 'SecurityPage')),
    page('/account/relatives', lazyRouteComponent(about, 'RelativesPage')),
    page('/account/record', lazyRouteComponent(about, 'RecordPage')),
    page('/account/accesses', lazyRouteComponent(about, 'AccessesPage')),
    page('/account/payments', lazyRouteComponent(visits, 'PaymentsPage')),
    page('/account/payments/$id', lazyRouteComponent(visits, 'ReceiptPage')),
    page('/account/reviews', lazyRouteComponent(visits, 'ReviewsPage')),
    waitlist,
    page('/appointments/$id/pay', lazyRouteComponent(visits, 'PayPage')),
    page('/appointments/$id/review', lazyRouteComponent(visits, 'ReviewPage')),
] as const
