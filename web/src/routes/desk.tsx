// Reception: the board of the day, booking, patients.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import { date, type Given, id, text } from './address'
import { frame } from './desk_frame'
import { desk_patients } from './desk_patients'

const board = createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/desk/board')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { clinic?: string; date?: string; doctor?: string; visit?: string } => ({
        clinic: id(given.clinic),
        date: date(given.date),
        doctor: id(given.doctor),
        visit: id(given.visit),
    }),
})
const book = createRoute({
    getParentRoute: () => frame,
    path: '/book',
    component: lazyRouteComponent(() => import('../pages/desk/book')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): {
        clinic?: string
        doctor?: string
        specialty?: string
        type?: string
        from?: string
        patient?: string
    } => ({
        clinic: id(given.clinic),
        doctor: id(given.doctor),
        specialty: text(given.specialty),
        type: text(given.type),
        from: date(given.from),
        patient: id(given.patient),
    }),
})
const walk_in = createRoute({
    getParentRoute: () => frame,
    path: '/walk-in',
    component: lazyRouteComponent(() => import('../pages/desk/walk_in')),
    validateSearch: (given: Given & SearchSchemaInput): { clinic?: string; patient?: string } => ({
        clinic: id(given.clinic),
        patient: id(given.patient),
    }),
})
const waiting = createRoute({
    getParentRoute: () => frame,
    path: '/waiting',
    component: lazyRouteComponent(() => import('../pages/desk/waiting')),
})

export const desk = frame.addChildren([board, book, walk_in, waiting, ...desk_patients])
