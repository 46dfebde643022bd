// Asks for what a page will read where somebody's day begins, as soon as it is known who is here.
import { cache } from '../api/cache'
import { agenda, board, clinic_of, my_schedule, today_at } from '../api/first'
import { clinics, specialties } from '../api/queries'
import { session } from '../api/session'
import { date, id } from './address'

interface Place {
    pathname: string
    search: Record<string, unknown>
}

async function read_board(own: string[], { search }: Place) {
    const { data } = await cache.fetchQuery(clinics())
    const clinic = clinic_of(data, own, id(search.clinic))
    if (clinic) await cache.prefetchQuery(board(clinic.id, date(search.date) ?? today_at(clinic.timezone)))
}

// Those of the last days; others are asked for by the page.
async function read_figures({ search }: Place) {
    if (Object.keys(search).length > 0) return
    void cache.prefetchQuery(clinics())
    void cache.prefetchQuery(specialties())
    const [{ days_of }, { visit_statistics }] = await Promise.all([
        import('../early_office'),
        import('../api/operations'),
    ])
    await cache.prefetchQuery(visit_statistics({ ...days_of({}), unit: 'day' }))
}

export async function read_ahead(place: Place) {
    const now = await session.known()
    if (now.status !== 'signed_in') return
    const { clinic_ids, doctor_id } = now.user
    if (place.pathname === '/desk') return read_board(clinic_ids, place)
    if (place.pathname === '/admin/statistics') return read_figures(place)
    if (place.pathname.startsWith('/desk')) void cache.prefetchQuery(clinics())
    if (place.pathname === '/practice' && doctor_id) {
        void cache.prefetchQuery(my_schedule(doctor_id))
        void cache.prefetchQuery(agenda(doctor_id, undefined, 1))
    }
}
