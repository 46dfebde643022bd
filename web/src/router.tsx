// The addresses of the application. Each page is a chunk of its own; the first one comes with the application.
import {
    createRootRoute,
    createRoute,
    createRouter,
    lazyRouteComponent,
    Navigate,
    Outlet,
    redirect,
    type SearchSchemaInput,
} from '@tanstack/react-router'
import { cache } from './api/cache'
import { availability, doctor, type Filters, schedule } from './api/queries'
import { session, useSession } from './api/session'
import { Broken, Forbidden, Missing } from './pages/errors'
import FindPage from './pages/find'
import { Loading } from './ui/parts'
import { Shell } from './ui/shell'

type Given = Record<string, unknown>
// What an address says, as far as it is text of the expected form. The router keeps what a route does not name, so each names all
// that it reads, also what is not there.
const text = (value: unknown, form = /^.{1,100}$/) =>
    (typeof value === 'string' || typeof value === 'number') && form.test(String(value))
        ? String(value)
        : undefined
const one_of = <T extends string>(value: unknown, choices: readonly T[]) =>
    choices.find((choice) => choice === value)
const date = (value: unknown) => text(value, /^\d{4}-\d\d-\d\d$/)
const instant = (value: unknown) => text(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
const id = (value: unknown) => text(value, /^[0-9a-f-]{36}$/)
// A place of this application, never of another host.
const place = (value: unknown) => text(value, /^\/(?![/\\])[^\s]{0,300}$/)
const root = createRootRoute({ component: Shell, notFoundComponent: Missing, errorComponent: Broken })

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
    loader: ({ params }) => read_about(params.doctor_id),
    component: lazyRouteComponent(() => import('./pages/book')),
    validateSearch: (given: Given): { start: string; type?: string } => ({
        start: instant(given.start) ?? '',
        type: text(given.type),
    }),
    beforeLoad: ({ params, search }) => {
        if (!search.start) throw redirect({ to: '/doctors/$doctor_id', params, search: {} })
    },
})

// For whoever is signed in; others are asked to be, and come back.
function People() {
    const now = useSession()
    return now.status === 'nobody' ? <Navigate to="/sign-in" replace /> : <Outlet />
}
const for_people = createRoute({
    getParentRoute: () => root,
    id: 'people',
    component: People,
    beforeLoad: async ({ location }) => {
        if ((await session.known()).status !== 'signed_in')
            throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true })
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

// Where the pages of the practice will be: others than its people may not go there.
const closed = (['practice', 'desk', 'admin'] as const).map((name) =>
    createRoute({
        getParentRoute: () => for_people,
        path: `/${name}`,
        component: () => <Closed name={name} />,
    }),
)
const role_of = { practice: 'doctor', desk: 'staff', admin: 'admin' } as const
function Closed({ name }: { name: keyof typeof role_of }) {
    const now = useSession()
    return now.status === 'signed_in' && now.user.role === role_of[name] ? <Missing /> : <Forbidden />
}

export const router = createRouter({
    routeTree: root.addChildren([
        find,
        pick,
        book,
        for_people.addChildren([booked, visit, appointments, ...closed]),
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
    scrollRestoration: true,
})

declare module '@tanstack/react-router' {
    interface Register {
        router: typeof router
    }
}
