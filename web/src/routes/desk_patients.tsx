import { createRoute } from '@tanstack/react-router'
import { frame } from './desk_frame'
import { filters, registry } from './registry'

const getParentRoute = () => frame
export const desk_patients = [
    createRoute({
        getParentRoute,
        path: '/patients',
        component: registry.list,
        validateSearch: filters,
    }),
    createRoute({ getParentRoute, path: '/patients/statistics', component: registry.statistics }),
    createRoute({ getParentRoute, path: '/patients/new', component: registry.create }),
    createRoute({ getParentRoute, path: '/patients/$id', component: registry.one }),
    createRoute({ getParentRoute, path: '/patients/$id/merge/$other', component: registry.merge }),
] as const
