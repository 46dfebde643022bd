// What somebody waits for, and the times that are offered to them for some minutes.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { waiting } from '../../api/account_queries'
import { api, Problem, type Schemas, server_now } from '../../api/client'
import { doctor, specialties } from '../../api/queries'
import { useSession } from '../../api/session'
import { clock, full_day, list_of, short_day } from '../../format'
import { useWords } from '../../i18n'
import { useAccountWords } from '../../i18n/account'
import { useMoneyWords } from '../../i18n/account_money'
import { toast } from '../../state/toasts'
import { AccountPage, for_patients } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { Failure } from '../../ui/form'
import { Badge, Button, ButtonLink, Loading, More } from '../../ui/parts'

type Waiting = Schemas['Waiting']
const route = getRouteApi('/people/account/waitlist')
const kinds = { waiting: 'info', booked: 'ok', left: 'soft', over: 'soft' } as const

function useSecondsUntil(instant: string): number {
    const [now, set_now] = useState(server_now)
    useEffect(() => {
        const timer = setInterval(() => set_now(server_now()), 1_000)
        return () => clearInterval(timer)
    }, [])
    return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1_000))
}

function Offer({ one, offer }: { one: Waiting; offer: NonNullable<Waiting['offer']> }) {
    const zone = useWords().zone
    const words = useMoneyWords().waiting
    const cache = useQueryClient()
    const left = useSecondsUntil(offer.expires_at)
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const path = { id: one.id }
    const answer = (work: () => Promise<unknown>, said: string) => async () => {
        set_pending(true)
        set_error(undefined)
        try {
            await work()
            toast(said)
        } catch (problem) {
            if (problem instanceof Problem && problem.code === 'offer_over') toast(words.gone)
            else set_error(problem)
        } finally {
            set_pending(false)
            await cache.invalidateQueries({ queryKey: ['mine'] })
        }
    }
    return (
        <div className="mt-4 rounded-card border-2 border-primary bg-soft p-4 text-on-soft">
            <p className="font-semibold">{words.offer}</p>
            <p className="mt-1 text-lg font-semibold">
                {full_day(offer.local_date)}, {offer.local_time}
            </p>
            <p>
                {offer.doctor_name}, {offer.clinic.name}, {offer.clinic.city} · {zone(offer.clinic.city)}
            </p>
            <p className="mt-2">
                {left > 0 ? <span role="timer">{words.left(clock(left))}</span> : words.over}
            </p>
            {Boolean(error) && <Failure error={error} />}
            {left > 0 && (
                <div className="mt-3 flex flex-wrap gap-3">
                    <Button
                        pending={pending}
                        onClick={answer(() => api.post('/waitlist/{id}/accept', { path }), words.accepted)}
                    >
                        {words.accept}
                    </Button>
                    <Button
                        look="secondary"
                        pending={pending}
                        onClick={answer(() => api.post('/waitlist/{id}/decline', { path }), words.declined)}
                    >
                        {words.decline}
                    </Button>
                </div>
            )}
        </div>
    )
}

function Leave({ one }: { one: Waiting }) {
    const words = useMoneyWords().waiting
    const cache = useQueryClient()
    const [asks, ask] = useState(false)
    const leave = async () => {
        await api.delete('/waitlist/{id}', { path: { id: one.id } })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(words.did_leave)
    }
    return (
        <>
            <Button look="warning" className="mt-4" onClick={() => ask(true)}>
                {words.leave}
            </Button>
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.leave_title}
                text={words.leave_hint}
                yes={words.leave}
                no={words.keep}
                run={leave}
            />
        </>
    )
}

// With a doctor, or with anybody of a specialty in a city.
function useWish(one: Waiting): string {
    const words = useWords()
    const who = useQuery({ ...doctor(one.doctor_id ?? ''), enabled: Boolean(one.doctor_id) }).data
    const all = useQuery({ ...specialties(), enabled: Boolean(one.specialty) }).data
    if (one.doctor_id) return who?.name ?? '…'
    const specialty = all?.find(({ code }) => code === one.specialty)?.name ?? one.specialty
    return [one.specialty && (words.names[one.specialty] ?? specialty), one.city].filter(Boolean).join(', ')
}

function Row({ one, own_patient }: { one: Waiting; own_patient?: string }) {
    const parts = useWords().parts
    const words = useMoneyWords().waiting
    const wish = useWish(one)
    const is_for_other = one.patient_name && one.patient_id !== own_patient
    return (
        <li className="card p-4 sm:p-6">
            <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
                {wish}
                <Badge kind={kinds[one.status]}>{words.status[one.status]}</Badge>
            </h2>
            <p>
                {words.between(short_day(one.from), short_day(one.to))} ·{' '}
                {one.parts_of_day.length > 0
                    ? list_of(one.parts_of_day.map((part) => parts[part].toLowerCase()))
                    : words.any_part}
            </p>
            <p className="text-sm text-muted">
                {is_for_other && `${words.for(one.patient_name ?? '')} · `}
                {one.appointment_id && one.status === 'waiting' && `${words.earlier} · `}
                {one.offers_made > 0 && words.offers(one.offers_made)}
            </p>
            {one.appointment_id && (
                <Link
                    to="/appointments/$id"
                    params={{ id: one.appointment_id }}
                    className="link inline-block py-1"
                >
                    {words.visit}
                </Link>
            )}
            {one.offer && <Offer one={one} offer={one.offer} />}
            {one.status === 'waiting' && <Leave one={one} />}
        </li>
    )
}

function WaitlistPage() {
    const words = useAccountWords()
    const own = useMoneyWords().waiting
    const find = useWords().find.title
    const now = useSession()
    const { scope } = route.useSearch()
    const query = useInfiniteQuery(waiting(scope === 'all' ? undefined : 'waiting'))
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    const own_patient = now.status === 'signed_in' ? now.patient?.id : undefined
    return (
        <AccountPage title={words.places.waitlist}>
            <nav aria-label={words.places.waitlist} className="mt-4 flex gap-2 border-b border-line">
                {([undefined, 'all'] as const).map((one) => (
                    <Link
                        key={one ?? 'open'}
                        to="/account/waitlist"
                        search={{ scope: one }}
                        aria-current={scope === one ? 'page' : undefined}
                        className={`-mb-px flex min-h-12 items-center border-b-4 px-4 font-semibold ${scope === one ? 'border-primary text-primary' : 'border-transparent text-muted hover:text-text'}`}
                    >
                        {one ? own.all : own.open}
                    </Link>
                ))}
            </nav>
            {query.isPending && <Loading height="h-32" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && (
                <div className="card mt-6 p-6">
                    <p className="text-lg font-semibold">{own.none}</p>
                    <p className="mt-1">{own.none_hint}</p>
                    <ButtonLink to="/" className="mt-4">
                        {find}
                    </ButtonLink>
                </div>
            )}
            <ul className="mt-6 space-y-4">
                {rows.map((one) => (
                    <Row key={one.id} one={one} own_patient={own_patient} />
                ))}
            </ul>
            <More query={query}>{own.more}</More>
        </AccountPage>
    )
}

export default for_patients(WaitlistPage)
