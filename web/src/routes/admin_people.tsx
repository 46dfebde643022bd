// Administration of people, of the catalogue, and what is set.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { choice, id, matching, search } from './address'
import { frame } from './admin_frame'
import { filters, registry } from './registry'

const getParentRoute = () => frame
const pages = () => import('../pages/admin/people')

export const admin_people = [
    createRoute({
        getParentRoute,
        path: '/users',
        component: lazyRouteComponent(pages, 'UsersPage'),
        validateSearch: search({
            role: choice('patient', 'doctor', 'staff', 'admin'),
            status: choice('active', 'disabled'),
        }),
    }),
    createRoute({ getParentRoute, path: '/users/new', component: lazyRouteComponent(pages, 'NewUserPage') }),
    createRoute({ getParentRoute, path: '/users/$id', component: lazyRouteComponent(pages, 'UserPage') }),
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

export const admin_catalogue = [
    createRoute({
        getParentRoute,
        path: '/specialties',
        component: lazyRouteComponent(pages, 'SpecialtiesPage'),
    }),
    createRoute({ getParentRoute, path: '/clinics', component: lazyRouteComponent(pages, 'ClinicsPage') }),
    createRoute({
        getParentRoute,
        path: '/clinics/new',
        component: lazyRouteComponent(pages, 'NewClinicPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/clinics/$id',
        component: lazyRouteComponent(pages, 'ClinicPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors',
        component: lazyRouteComponent(pages, 'DoctorsPage'),
        validateSearch: search({
            q: matching(/^.{2,100}$/),
            specialty: matching(/^[a-z0-9-]{1,64}$/),
            clinic: id,
            state: choice('retired'),
        }),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/new',
        component: lazyRouteComponent(pages, 'NewDoctorPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/$id',
        component: lazyRouteComponent(pages, 'DoctorPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/$id/hours',
        component: lazyRouteComponent(() => import('../pages/admin/doctor_hours')),
    }),
    createRoute({
        getParentRoute,
        path: '/reviews',
        component: lazyRouteComponent(pages, 'ReviewsPage'),
        validateSearch: search({ state: choice('published', 'hidden'), doctor: id }),
    }),
    createRoute({
        getParentRoute,
        path: '/waitlist',
        component: lazyRouteComponent(pages, 'WaitlistPage'),
        validateSearch: search({
            status: choice('waiting', 'booked', 'left', 'over'),
            priority: choice('routine', 'urgent'),
            days: choice(7, 30, 90, 365),
            by: choice('doctor', 'specialty', 'clinic'),
        }),
    }),
    createRoute({
        getParentRoute,
        path: '/settings',
        component: lazyRouteComponent(pages, 'SettingsPage'),
    }),
] as const
