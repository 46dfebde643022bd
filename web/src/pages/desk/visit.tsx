// One visit beside the board: what is known of it, and what reception may do about it now. The server has the last word; what it would
// refuse is not offered, or says from when on it is.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../api/client'
import { visit as visit_query } from '../../api/desk'
import type { Appointment } from '../../api/queries'
import { full_day, moment, money } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { useKind } from '../../i18n/visit_types'
import { useNow } from '../../state/now'
import { toast } from '../../state/toasts'
import { Failure } from '../../ui/form'
import { Button, ButtonLink, Loading, Notice } from '../../ui/parts'
import { Facts } from '../../ui/staff'
import { profile_of } from './clinic'
import { DeskStatus, usePaid } from './columns'
import { CancelDialog, NoShowDialog } from './dialogs'
import { MoveForm } from './move'
import { PayDialog } from './pay'
import { useKeep, useSteps, useTrouble } from './steps'
import { History, Notes } from './visit_parts'

// As the server: whoever was checked in may have been seen so long before the start.
const early_ms = 2 * 60 * 60_000

function Money({ visit }: { visit: Appointment }) {
    const own = useDeskWords().visit
    const [pays, pay] = useState(false)
    const is_open = ['pending', 'booked', 'arrived', 'fulfilled'].includes(visit.status)
    const is_whole = visit.payment_status === 'unpaid'
    const is_due = (is_whole || visit.payment_status === 'deposit_paid') && visit.price_cents > 0
    if (!is_open || !is_due) return null
    return (
        <Notice kind="warn" className="mt-4 py-3!">
            <p className="font-semibold">
                {is_whole ? own.due(money(visit.price_cents, visit.currency)) : own.deposit}
            </p>
            {visit.pay_until && <p>{own.until(moment(visit.pay_until, visit.timezone))}</p>}
            <Button look="secondary" className="mt-2" onClick={() => pay(true)}>
                {own.pay}
            </Button>
            <PayDialog visit={visit} open={pays} close={() => pay(false)} />
        </Notice>
    )
}

type Asking = 'no_show' | 'cancel' | 'move'
interface Acting {
    visit: Appointment
    // The button of what is usually done now.
    first: React.RefObject<HTMLButtonElement | null>
    next: () => void
}
function Actions({ visit, first, next }: Acting) {
    const own = useDeskWords().visit
    const now = useNow()
    const keep = useKeep()
    const trouble = useTrouble()
    const { check_in, undo_check_in } = useSteps()
    const [asking, ask] = useState<Asking>()
    const [pending, set_pending] = useState(false)
    const { id, version, status } = visit
    const start = Date.parse(visit.start)
    const take = async (call: () => Promise<Appointment>, said: string) => {
        set_pending(true)
        try {
            keep(await call())
            toast(said)
        } catch (error) {
            await trouble(id, error).catch(() => undefined)
        } finally {
            set_pending(false)
        }
    }
    const is_ahead = status === 'booked' || status === 'pending'
    const path = { id }
    const may_complete = start <= now + early_ms
    const may_miss = start <= now
    if (asking === 'move' && is_ahead) return <MoveForm visit={visit} close={() => ask(undefined)} />
    return (
        <>
            <div className="mt-4 flex flex-wrap gap-2">
                {status === 'booked' && (
                    <Button
                        ref={first}
                        onClick={() => {
                            next()
                            void check_in(visit)
                        }}
                    >
                        {own.check_in}
                    </Button>
                )}
                {status === 'pending' && (
                    <Button
                        ref={first}
                        pending={pending}
                        onClick={() =>
                            take(
                                () => api.post('/appointments/{id}/confirm', { path, version }),
                                own.confirmed,
                            )
                        }
                    >
                        {own.confirm}
                    </Button>
                )}
                {status === 'arrived' && (
                    <>
                        <Button
                            ref={first}
                            pending={pending}
                            disabled={!may_complete}
                            className="disabled:opacity-60"
                            onClick={() =>
                                take(
                                    () => api.post('/appointments/{id}/complete', { path, version }),
                                    own.completed,
                                )
                            }
                        >
                            {own.complete}
                        </Button>
                        <Button look="secondary" onClick={() => void undo_check_in(visit)}>
                            {own.undo_check_in}
                        </Button>
                    </>
                )}
                {is_ahead && (
                    <Button look="secondary" onClick={() => ask('move')}>
                        {own.move}
                    </Button>
                )}
                {status === 'booked' && (
                    <Button
                        look="secondary"
                        disabled={!may_miss}
                        className="disabled:opacity-60"
                        onClick={() => ask('no_show')}
                    >
                        {own.no_show}
                    </Button>
                )}
                {is_ahead && (
                    <Button look="warning" onClick={() => ask('cancel')}>
                        {own.cancel}
                    </Button>
                )}
                {!is_ahead && status !== 'held' && status !== 'arrived' && (
                    <ButtonLink
                        look="secondary"
                        to="/desk/book"
                        search={{
                            clinic: visit.clinic.id,
                            doctor: visit.doctor_id,
                            patient: visit.patient_id ?? undefined,
                        }}
                    >
                        {own.again}
                    </ButtonLink>
                )}
            </div>
            {status === 'booked' && !may_miss && (
                <p className="mt-2 text-sm text-muted">
                    {own.no_show_from(moment(visit.start, visit.timezone))}
                </p>
            )}
            {status === 'arrived' && !may_complete && (
                <p className="mt-2 text-sm text-muted">
                    {own.complete_from(moment(new Date(start - early_ms).toISOString(), visit.timezone))}
                </p>
            )}
            <NoShowDialog visit={visit} open={asking === 'no_show'} close={() => ask(undefined)} />
            <CancelDialog visit={visit} open={asking === 'cancel'} close={() => ask(undefined)} />
        </>
    )
}

function Details({ visit, first, next }: Acting) {
    const own = useDeskWords().visit
    const kind = useKind()
    const paid = usePaid()
    const is_held = visit.status === 'held'
    const rows: [string, React.ReactNode][] = [
        [own.when, `${full_day(visit.local_date)}, ${visit.local_time} (${visit.duration_minutes} min)`],
        [own.doctor, visit.doctor_name],
        [own.kind, kind(visit.visit_type)],
        [
            own.price,
            visit.payment_status === 'unpaid'
                ? money(visit.price_cents, visit.currency)
                : [money(visit.price_cents, visit.currency), paid(visit)].filter(Boolean).join(' · '),
        ],
    ]
    if (visit.reason) rows.push([own.reason, visit.reason])
    return (
        <>
            <Facts rows={rows} />
            <Money visit={visit} />
            {!is_held && (
                <>
                    <Actions key={visit.status} visit={visit} first={first} next={next} />
                    <Notes visit={visit} />
                    <History visit={visit} />
                </>
            )}
        </>
    )
}

// `found`: by its name, to be checked in, and another object each time; `next` is what is done after that.
export function VisitPanel({
    id,
    found,
    close,
    next,
}: {
    id: string
    found?: { id: string }
    close: () => void
    next: () => void
}) {
    const own = useDeskWords().visit
    const head = useRef<HTMLHeadingElement>(null)
    const first = useRef<HTMLButtonElement>(null)
    const { data, error, refetch } = useQuery(visit_query(id))
    const status = data?.status
    useEffect(() => {
        head.current?.focus()
    }, [])
    // A button that went with its step leaves the focus nowhere. Whoever found the visit by its name goes on with the same key;
    // whoever is elsewhere by now is left there.
    useEffect(() => {
        const at = document.activeElement
        if (at !== document.body && at !== head.current) return
        const to = found && status === 'booked' ? first : head
        to.current?.focus()
    }, [found, status])
    const is_held = data?.status === 'held'
    return (
        <section
            aria-label={data ? own.title(data.reference) : own.title('')}
            className="card self-start p-4 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
            onKeyDown={(event) => {
                if (
                    event.key === 'Escape' &&
                    !event.defaultPrevented &&
                    !document.querySelector('dialog[open]')
                )
                    close()
            }}
        >
            <div className="flex items-start justify-between gap-2">
                <div className="min-w-0">
                    <h2 ref={head} tabIndex={-1} className="text-xl font-bold outline-none">
                        {(!is_held && data?.patient_name) || own.title(data?.reference ?? '')}
                    </h2>
                    {data && !is_held && data.patient_id && (
                        <p className="flex flex-wrap gap-x-3 text-sm">
                            <span className="py-1">{data.reference}</span>
                            <Link to={profile_of(data.patient_id)} className="link inline-block py-1">
                                {own.profile}
                            </Link>
                        </p>
                    )}
                </div>
                <Button look="secondary" className="px-3!" aria-label={own.close} onClick={close}>
                    ✕
                </Button>
            </div>
            {data && (
                <p className="mt-2 mb-3">
                    <DeskStatus status={data.status} />
                </p>
            )}
            {error && !data && <Failure error={error} retry={refetch} />}
            {!data && !error && <Loading rows={2} height="h-24" />}
            {data && <Details visit={data} first={first} next={next} />}
        </section>
    )
}
