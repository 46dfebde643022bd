// What is around every page of administration.
import { createRoute } from '@tanstack/react-router'
import { area, for_people, only_for } from './base'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/admin',
    component: area('admin'),
    beforeLoad: only_for('admin'),
})
