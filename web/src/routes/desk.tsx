// Reception: the board of the day, booking, patients.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { area, for_people } from './base'
import { desk_patients } from './desk_patients'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/desk',
    component: area('desk'),
})
const first = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/desk/first')),
})

export const desk = frame.addChildren([first, ...desk_patients])
