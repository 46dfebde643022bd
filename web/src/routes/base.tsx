// What the routes of every part share: the frame of the application, and who may go where.
import {
    createRootRoute,
    createRoute,
    lazyRouteComponent,
    Navigate,
    notFound,
    Outlet,
    type ParsedLocation,
    redirect,
} from '@tanstack/react-router'
import { type Area, areas } from '../api/areas'
import { session, useSession } from '../api/session'
import { Broken, Forbidden, Missing } from '../pages/errors'
import { Shell } from '../ui/shell'
import { read_ahead } from './ahead'

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
const only_for = (name: Area) => async () => {
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
// What is around every page of an area. What somebody only points at is not read: who was shown is on record.
export const frame_of = (name: Area) => ({
    component: area(name),
    beforeLoad: only_for(name),
    preloadStaleTime: 0,
    loader: ({ location, preload }: { location: ParsedLocation; preload: boolean }) => {
        if (!preload) read_ahead(location).catch(() => undefined)
    },
})
