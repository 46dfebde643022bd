// One visit: when, where, with whom, and what its patient may still do about it.
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, server_now } from '../api/client'
import type { Appointment } from '../api/queries'
import { full_day, moment, money, shown_time } from '../format'
import { useWords } from '../i18n'
import { useVisitWords } from '../i18n/visit'
import { save_file } from '../state/files'
import { random_key } from '../state/keys'
import { toast } from '../state/toasts'
import { Asked } from './asked'
import { Badge, Button, ButtonLink, Notice } from './parts'
import { When } from './when'

const kinds = {
    held: 'info',
    pending: 'warn',
    booked: 'ok',
    arrived: 'ok',
    fulfilled: 'soft',
    cancelled: 'danger',
    noshow: 'danger',
    expired: 'soft',
} as const

export function Status({ status }: { status: Appointment['status'] }) {
    const own = useVisitWords()
    return <Badge kind={kinds[status]}>{own.status[status]}</Badge>
}

export function Facts({ visit }: { visit: Appointment }) {
    const words = useWords()
    const own = useVisitWords()
    const is_over = visit.status === 'cancelled' || visit.status === 'expired'
    const paid = is_over && visit.payment_status === 'unpaid' ? '' : own.payment_status[visit.payment_status]
    const facts: [string, React.ReactNode][] = [
        [own.visit.reference, <strong key="reference">{visit.reference}</strong>],
        [own.visit.when, <When key="when" visit={visit} />],
        [
            own.visit.doctor,
            `${visit.doctor_name}, ${words.names[visit.specialty.code] ?? visit.specialty.name}`,
        ],
        [
            own.visit.where,
            visit.mode === 'video'
                ? words.video
                : `${visit.clinic.name}, ${visit.clinic.address}, ${visit.clinic.city}`,
        ],
        [own.visit.patient, visit.patient_name],
        [own.visit.price, `${money(visit.price_cents, visit.currency)}${paid ? ` · ${paid}` : ''}`],
        [own.visit.reason, visit.reason],
    ]
    return (
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[9rem_1fr]">
            {facts
                .filter(([, value]) => value)
                .map(([name, value]) => (
                    <div key={name} className="contents">
                        <dt className="text-muted max-sm:-mb-3">{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    )
}

function useCancel(visit: Appointment) {
    const own = useVisitWords()
    const cache = useQueryClient()
    const key = useRef(random_key())
    return async () => {
        await api.post('/appointments/{id}/cancel', { path: { id: visit.id }, body: {}, key: key.current })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(own.visit.cancelled)
    }
}

export function Actions({ visit }: { visit: Appointment }) {
    const words = useWords()
    const own = useVisitWords()
    const [asks, ask] = useState(false)
    const cancel = useCancel(visit)
    const is_open = visit.status === 'booked' || visit.status === 'pending'
    const may_change = is_open && Date.parse(visit.cancellable_until) > server_now()
    const shown = shown_time(visit)
    const paid = visit.payment_status
    const is_paid = paid === 'paid' || paid === 'deposit_paid'
    const owes = visit.price_cents > 0 && (paid === 'unpaid' || paid === 'deposit_paid')
    const consequence =
        paid === 'paid'
            ? own.visit.cancel_refund(money(visit.price_cents, visit.currency))
            : is_paid
              ? own.visit.cancel_deposit
              : own.visit.cancel_free

    const save_calendar = async () => {
        const file = await api.file('/appointments/{id}/calendar.ics', { path: { id: visit.id } })
        save_file(file, `${visit.reference}.ics`)
    }
    return (
        <div className="no-print">
            {is_open && owes && (
                <div className="mt-6 space-y-3">
                    {visit.pay_until && (
                        <Notice kind="warn">
                            {own.visit.pay_until(moment(visit.pay_until, visit.timezone))}
                        </Notice>
                    )}
                    <ButtonLink
                        className="w-full"
                        look={visit.status === 'pending' ? 'primary' : 'secondary'}
                        to="/appointments/$id/pay"
                        params={{ id: visit.id }}
                    >
                        {paid === 'deposit_paid' ? own.visit.pay_rest : own.visit.pay}
                    </ButtonLink>
                </div>
            )}
            {is_open && (
                <div className="mt-6 grid gap-3 sm:grid-cols-2">
                    <Button onClick={() => save_calendar().catch(() => toast(words.unreachable))}>
                        {own.visit.calendar}
                    </Button>
                    <Button look="secondary" onClick={() => print()}>
                        {own.visit.print}
                    </Button>
                    {may_change && (
                        <>
                            <ButtonLink
                                look="secondary"
                                to="/doctors/$doctor_id"
                                params={{ doctor_id: visit.doctor_id }}
                                search={{ move: visit.id, type: visit.visit_type }}
                            >
                                {own.visit.move}
                            </ButtonLink>
                            <Button look="warning" onClick={() => ask(true)}>
                                {own.visit.cancel}
                            </Button>
                        </>
                    )}
                </div>
            )}
            {is_open && (
                <p className="mt-3 text-sm text-muted">
                    {may_change
                        ? own.visit.until(moment(visit.cancellable_until, visit.timezone))
                        : own.visit.too_late(visit.clinic.name)}
                </p>
            )}
            {visit.status === 'fulfilled' && (
                <ButtonLink className="mt-6 mr-3" to="/appointments/$id/review" params={{ id: visit.id }}>
                    {own.visit.review}
                </ButtonLink>
            )}
            {!is_open && (
                <ButtonLink
                    className="mt-6"
                    look={visit.status === 'fulfilled' ? 'secondary' : 'primary'}
                    to="/doctors/$doctor_id"
                    params={{ doctor_id: visit.doctor_id }}
                    search={{ type: visit.visit_type }}
                >
                    {own.visit.again}
                </ButtonLink>
            )}
            <Asked
                open={asks}
                close={() => ask(false)}
                title={own.visit.cancel_title}
                text={`${full_day(shown.date)}, ${shown.time}, ${visit.doctor_name}`}
                yes={consequence}
                no={own.visit.keep}
                run={cancel}
            >
                <p className="font-medium">{is_paid ? own.visit.refund_hint : own.visit.free_hint}</p>
            </Asked>
        </div>
    )
}
