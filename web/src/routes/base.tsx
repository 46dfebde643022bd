// What the routes of every part share: the frame of the application, who may go where, and how an address is read.
import {
    createRootRoute,
    createRoute,
    lazyRouteComponent,
    Navigate,
    notFound,
    Outlet,
    redirect,
    type SearchSchemaInput,
} from '@tanstack/react-router'
import { type Area, areas } from '../api/areas'
import { session, useSession } from '../api/session'
import { Broken, Forbidden, Missing } from '../pages/errors'
import { Shell } from '../ui/shell'

export type Given = Record<string, unknown>
// What an address says, as far as it is text of the expected form. The router keeps what a route does not name, so each names all
// that it reads, also what is not there.
export const text = (value: unknown, form = /^.{1,100}$/) =>
    (typeof value === 'string' || typeof value === 'number') && form.test(String(value))
        ? String(value)
        : undefined
export const one_of = <T extends string | number>(value: unknown, choices: readonly T[]) =>
    choices.find((choice) => choice === value)
export const date = (value: unknown) => text(value, /^\d{4}-\d\d-\d\d$/)
export const instant = (value: unknown) => text(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
export const id = (value: unknown) => text(value, /^[0-9a-f-]{36}$/)
// A place of this application, never of another host.
export const place = (value: unknown) => text(value, /^\/(?![/\\])[^\s]{0,300}$/)

const refused = 'refused'
const Nothing = ({ data }: { data?: unknown }) => (data === refused ? <Forbidden /> : <Missing />)
export const root = createRootRoute({ component: Shell, notFoundComponent: Nothing, errorComponent: Broken })

// For whoever is signed in; others are asked to be, and come back.
function People() {
    const now = useSession()
    return now.status === 'nobody' ? <Navigate to="/sign-in" replace /> : <Outlet />
}
export const for_people = createRoute({
    getParentRoute: () => root,
    id: 'people',
    component: People,
    beforeLoad: async ({ location }) => {
        if ((await session.known()).status !== 'signed_in')
            throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true })
    },
})

// An area is for its people only. Others are told so before anything of its pages is loaded, be it their code.
export const only_for = (name: Area) => async () => {
    const now = await session.known()
    if (now.status === 'signed_in' && !areas[name].includes(now.user.role)) throw notFound({ data: refused })
}

// Its frame, for as long as who is signed in may be there. The router has it before it shows the area: a boundary of its own would
// hold the page back for another 300 ms.
const AreaFrame = lazyRouteComponent(() => import('../ui/area'))
export const area = (name: Area) => {
    function AreaOfPractice() {
        const now = useSession()
        if (now.status !== 'signed_in' || !areas[name].includes(now.user.role)) return <Forbidden />
        return <AreaFrame name={name} />
    }
    return Object.assign(AreaOfPractice, { preload: AreaFrame.preload })
}

// What of an address is read: each member by its reader. Names all of them, also those that are not there.
type Readers = Record<string, (value: unknown) => unknown>
type Read<R extends Readers> = { [K in keyof R]?: Exclude<ReturnType<R[K]>, undefined> }
export const search =
    <R extends Readers>(readers: R) =>
    (given: Given & SearchSchemaInput) =>
        Object.fromEntries(
            Object.entries(readers).map(([name, reader]) => [name, reader(given[name])]),
        ) as Read<R>
export const choice =
    <T extends string | number>(...choices: T[]) =>
    (value: unknown) =>
        one_of(value, choices)
export const matching = (form: RegExp) => (value: unknown) => text(value, form)
