// The doctor: the day, the week, hours, charts.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { area, for_people } from './base'

const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/practice',
    component: area('practice'),
})
const first = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/practice/first')),
})

export const practice = frame.addChildren([first])
