// What is around every page of reception.
import { createRoute } from '@tanstack/react-router'
import { area, for_people } from './base'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/desk',
    component: area('desk'),
})
