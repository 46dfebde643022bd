// What is around every page of reception.
import { createRoute } from '@tanstack/react-router'
import { cache } from '../api/cache'
import { clinics } from '../api/queries'
import { area, for_people, only_for } from './base'

export const frame = createRoute({
    getParentRoute: () => for_people,
    path: '/desk',
    component: area('desk'),
    beforeLoad: only_for('desk'),
    // Every page begins with the clinic.
    loader: () => {
        void cache.prefetchQuery(clinics())
    },
})
