// Administration.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { area, for_people } from './base'

const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/admin',
    component: area('admin'),
})
const first = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/admin/first')),
})

export const admin = frame.addChildren([first])
