// What is around every page of administration.
import { createRoute } from '@tanstack/react-router'
import { area, for_people } from './base'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/admin',
    component: area('admin'),
})
