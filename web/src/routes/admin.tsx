// Administration.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { admin_catalogue, admin_people } from './admin_people'
import { area, for_people } from './base'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/admin',
    component: area('admin'),
})
const first = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/admin/first')),
})

export const admin = frame.addChildren([first, ...admin_people, ...admin_catalogue])
