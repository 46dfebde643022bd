// The doctor: the day, the week, hours, calendars elsewhere, charts, reviews.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import { useSession } from '../api/session'
import { date, type Given, id, one_of } from './address'
import { area, for_people, frame_of } from './base'

const OfDoctor = area('practice')
const OfAdministrator = area('admin')
const frame = createRoute({ getParentRoute: () => for_people, path: '/practice', ...frame_of('practice') })
const today = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/practice/today')),
})
const agenda = createRoute({
    getParentRoute: () => frame,
    path: '/agenda',
    component: lazyRouteComponent(() => import('../pages/practice/agenda')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { view?: 'day' | 'week'; date?: string; visit?: string } => ({
        view: one_of(given.view, ['day', 'week']),
        date: date(given.date),
        visit: id(given.visit),
    }),
})
const hours = createRoute({
    getParentRoute: () => frame,
    path: '/hours',
    component: lazyRouteComponent(() => import('../pages/practice/hours')),
})
const calendars = createRoute({
    getParentRoute: () => frame,
    path: '/calendars',
    component: lazyRouteComponent(() => import('../pages/practice/calendars')),
})
const patients = createRoute({
    getParentRoute: () => frame,
    path: '/patients',
    component: lazyRouteComponent(() => import('../pages/practice/patients')),
})
const reviews = createRoute({
    getParentRoute: () => frame,
    path: '/reviews',
    component: lazyRouteComponent(() => import('../pages/practice/reviews')),
    validateSearch: (given: Given & SearchSchemaInput): { state?: 'published' | 'hidden' } => ({
        state: one_of(given.state, ['published', 'hidden']),
    }),
})

// A chart is the doctors', and with a reason that is put on record an administrator's.
function ChartFrame() {
    const now = useSession()
    return now.status === 'signed_in' && now.user.role === 'admin' ? <OfAdministrator /> : <OfDoctor />
}
const chart_frame = createRoute({ getParentRoute: () => for_people, id: 'chart', component: ChartFrame })
const chart = createRoute({
    getParentRoute: () => chart_frame,
    path: '/practice/patients/$id',
    component: lazyRouteComponent(() => import('../pages/practice/chart')),
})

export const practice = [
    frame.addChildren([today, agenda, hours, calendars, patients, reviews]),
    chart_frame.addChildren([chart]),
] as const
