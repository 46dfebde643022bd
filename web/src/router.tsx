// The addresses of the application. Each page is a chunk of its own; the first one comes with the application.
import {
    createRoute,
    createRouter,
    lazyRouteComponent,
    redirect,
    type SearchSchemaInput,
} from '@tanstack/react-router'
import { cache } from './api/cache'
import { availability, doctor, type Filters, schedule } from './api/queries'
import { session } from './api/session'
import FindPage from './pages/find'
import { account_routes } from './routes/account'
import { date, type Given, id, instant, one_of, place, text } from './routes/address'
import { admin } from './routes/admin'
import { for_people, root } from './routes/base'
import { desk } from './routes/desk'
import { practice } from './routes/practice'
import { hold } from './state/hold'
import { Loading } from './ui/parts'

const find = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: FindPage,
    validateSearch: (given: Given & SearchSchemaInput): Filters => ({
        specialty: text(given.specialty),
        city: text(given.city),
        mode: one_of(given.mode, ['in_person', 'video']),
        part_of_day: one_of(given.part_of_day, ['morning', 'afternoon', 'evening']),
        language: text(given.language, /^[a-z]{2}$/),
        from: date(given.from),
    }),
})
// While the page's chunk arrives, so does what it will read.
function read_about(doctor_id: string) {
    void cache.prefetchQuery(doctor(doctor_id))
    void cache.prefetchQuery(schedule(doctor_id))
}
const pick = createRoute({
    getParentRoute: () => root,
    path: '/doctors/$doctor_id',
    loaderDeps: ({ search: { from, type } }) => ({ from, type }),
    loader: ({ params: { doctor_id }, deps: { from, type } }) => {
        read_about(doctor_id)
        void cache.prefetchQuery(availability(doctor_id, from, type))
    },
    component: lazyRouteComponent(() => import('./pages/pick')),
    validateSearch: (
        given: Given & SearchSchemaInput,
    ): { from?: string; day?: string; start?: string; type?: string; move?: string } => ({
        from: date(given.from),
        day: date(given.day),
        start: instant(given.start),
        type: text(given.type),
        move: id(given.move),
    }),
})
const book = createRoute({
    getParentRoute: () => root,
    path: '/book/$doctor_id',
    loaderDeps: ({ search: { start, type } }) => ({ start, type }),
    // So is the time of visitors held, once they come: not because they point at a link.
    loader: ({ params: { doctor_id }, deps: { start, type }, preload }) => {
        read_about(doctor_id)
        if (!preload && session.is_over())
            void cache.prefetchQuery({
                queryKey: ['to be held', doctor_id, start, type],
                queryFn: () => hold({ doctor_id, start, visit_type: type }, true),
                gcTime: 0, // the page has its own (pages/book)
                networkMode: 'always', // now, or not at all: nothing is held for who went on
                retry: false,
            })
    },
    component: lazyRouteComponent(() => import('./pages/book')),
    validateSearch: (given: Given): { start: string; type?: string } => ({
        start: instant(given.start) ?? '',
        type: text(given.type),
    }),
    beforeLoad: ({ params, search }) => {
        if (!search.start) throw redirect({ to: '/doctors/$doctor_id', params, search: {} })
    },
})

const booked = createRoute({
    getParentRoute: () => for_people,
    path: '/booked/$id',
    component: lazyRouteComponent(() => import('./pages/visit'), 'BookedPage'),
})
const visit = createRoute({
    getParentRoute: () => for_people,
    path: '/appointments/$id',
    component: lazyRouteComponent(() => import('./pages/visit'), 'VisitPage'),
})
const appointments = createRoute({
    getParentRoute: () => for_people,
    path: '/appointments',
    component: lazyRouteComponent(() => import('./pages/appointments')),
    validateSearch: (given: Given & SearchSchemaInput): { scope?: 'upcoming' | 'past' } => ({
        scope: one_of(given.scope, ['upcoming', 'past']),
    }),
})

const entrance = () => import('./pages/entrance')
const next_place = (given: Given & SearchSchemaInput): { next?: string } => ({ next: place(given.next) })
const sign_in = createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(entrance, 'SignInPage'),
    validateSearch: next_place,
})
const sign_up = createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: lazyRouteComponent(entrance, 'SignUpPage'),
    validateSearch: next_place,
})
const forgot = createRoute({
    getParentRoute: () => root,
    path: '/forgot-password',
    component: lazyRouteComponent(entrance, 'ForgotPage'),
})
const reset = createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: lazyRouteComponent(entrance, 'ResetPage'),
})
const verify = createRoute({
    getParentRoute: () => root,
    path: '/verify-email',
    component: lazyRouteComponent(entrance, 'VerifyPage'),
})

const offer = () => import('./pages/offer')
const accept = createRoute({
    getParentRoute: () => root,
    path: '/waitlist/accept',
    component: lazyRouteComponent(offer, 'AcceptPage'),
})
const decline = createRoute({
    getParentRoute: () => root,
    path: '/waitlist/decline',
    component: lazyRouteComponent(offer, 'DeclinePage'),
})

export const router = createRouter({
    routeTree: root.addChildren([
        find,
        pick,
        book,
        for_people.addChildren([booked, visit, appointments, ...account_routes, ...practice, desk, admin]),
        sign_in,
        sign_up,
        forgot,
        reset,
        verify,
        accept,
        decline,
    ]),
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultPendingMs: 0,
    defaultPendingMinMs: 0, // nobody waits half a second for what is there
    scrollRestoration: true,
})

declare module '@tanstack/react-router' {
    interface Register {
        router: typeof router
    }
}
