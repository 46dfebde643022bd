// Administration of people, of the catalogue, and what is set.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import { frame } from './admin_frame'
import { type Given, id, one_of, text } from './base'
import { filters_of, registry } from './registry'

const getParentRoute = () => frame
const users = () => import('../pages/admin/user')
const clinics = () => import('../pages/admin/clinics')
const doctors = () => import('../pages/admin/doctor')

export const admin_people = [
    createRoute({
        getParentRoute,
        path: '/users',
        component: lazyRouteComponent(() => import('../pages/admin/users')),
        validateSearch: (given: Given & SearchSchemaInput) => ({
            role: one_of(given.role, ['patient', 'doctor', 'staff', 'admin']),
            status: one_of(given.status, ['active', 'disabled']),
        }),
    }),
    createRoute({ getParentRoute, path: '/users/new', component: lazyRouteComponent(users, 'NewUserPage') }),
    createRoute({ getParentRoute, path: '/users/$id', component: lazyRouteComponent(users, 'UserPage') }),
    createRoute({
        getParentRoute,
        path: '/patients',
        component: registry.list,
        validateSearch: filters_of,
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
        component: lazyRouteComponent(() => import('../pages/admin/specialties')),
    }),
    createRoute({ getParentRoute, path: '/clinics', component: lazyRouteComponent(clinics, 'ClinicsPage') }),
    createRoute({
        getParentRoute,
        path: '/clinics/new',
        component: lazyRouteComponent(clinics, 'NewClinicPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/clinics/$id',
        component: lazyRouteComponent(clinics, 'ClinicPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors',
        component: lazyRouteComponent(() => import('../pages/admin/doctors')),
        validateSearch: (given: Given & SearchSchemaInput) => ({
            q: text(given.q, /^.{2,100}$/),
            specialty: text(given.specialty, /^[a-z0-9-]{1,64}$/),
            clinic: id(given.clinic),
            state: one_of(given.state, ['retired']),
        }),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/new',
        component: lazyRouteComponent(doctors, 'NewDoctorPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/$id',
        component: lazyRouteComponent(doctors, 'DoctorPage'),
    }),
    createRoute({
        getParentRoute,
        path: '/doctors/$id/hours',
        component: lazyRouteComponent(() => import('../pages/admin/doctor_hours')),
    }),
    createRoute({
        getParentRoute,
        path: '/reviews',
        component: lazyRouteComponent(() => import('../pages/admin/reviews')),
        validateSearch: (given: Given & SearchSchemaInput) => ({
            state: one_of(given.state, ['published', 'hidden']),
            doctor: id(given.doctor),
        }),
    }),
    createRoute({
        getParentRoute,
        path: '/waitlist',
        component: lazyRouteComponent(() => import('../pages/admin/waitlist')),
        validateSearch: (given: Given & SearchSchemaInput) => ({
            status: one_of(given.status, ['waiting', 'booked', 'left', 'over']),
            priority: one_of(given.priority, ['routine', 'urgent']),
            days: one_of(Number(given.days), [7, 30, 90, 365] as const),
            by: one_of(given.by, ['doctor', 'specialty', 'clinic']),
        }),
    }),
    createRoute({
        getParentRoute,
        path: '/settings',
        component: lazyRouteComponent(() => import('../pages/admin/settings')),
    }),
] as const
