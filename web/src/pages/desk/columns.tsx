// The board itself: a column for each doctor, or the one that was chosen, and the same once more as it is printed.
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Board, BoardDoctor, BoardVisit } from '../../api/desk'
import { full_day, money } from '../../format'
import { useWords } from '../../i18n'
import { useDeskWords } from '../../i18n/desk'
import { useVisitWords } from '../../i18n/visit'
import { useKind } from '../../i18n/visit_types'
import { Badge, Button } from '../../ui/parts'
import { route } from './route'
import { useSteps } from './steps'

const tones = {
    held: 'soft',
    pending: 'warn',
    booked: 'info',
    arrived: 'ok',
    fulfilled: 'soft',
    cancelled: 'danger',
    noshow: 'danger',
    expired: 'soft',
} as const
const edges = {
    held: 'border-l-line',
    pending: 'border-l-warn',
    booked: 'border-l-info',
    arrived: 'border-l-ok',
    fulfilled: 'border-l-line',
    cancelled: 'border-l-danger',
    noshow: 'border-l-danger',
    expired: 'border-l-line',
} as const

export function DeskStatus({ status }: { status: BoardVisit['status'] }) {
    const own = useDeskWords()
    const words = useVisitWords()
    return <Badge kind={tones[status]}>{status === 'held' ? own.board.held : words.status[status]}</Badge>
}

export function usePaid() {
    const own = useDeskWords()
    return (visit: Pick<BoardVisit, 'payment_status' | 'price_cents' | 'currency' | 'status'>) => {
        if (visit.status === 'held' || visit.price_cents === 0) return ''
        const is_due = visit.payment_status === 'unpaid'
        if (is_due && (visit.status === 'cancelled' || visit.status === 'noshow')) return ''
        const paid = own.paid[visit.payment_status]
        return is_due ? `${paid} ${money(visit.price_cents, visit.currency)}` : paid
    }
}

const minute = 60_000
const late_by = (visit: BoardVisit, now: number) =>
    visit.status === 'booked' ? Math.floor((now - Date.parse(visit.start)) / minute) : 0

function VisitCard({ visit, now, is_today }: { visit: BoardVisit; now: number; is_today: boolean }) {
    const own = useDeskWords()
    const kind = useKind()
    const paid = usePaid()
    const { visit: open } = route.useSearch()
    const { check_in } = useSteps()
    const link = useRef<HTMLAnchorElement>(null)
    const name = visit.patient_name ?? own.board.held
    const late = is_today ? late_by(visit, now) : 0
    const facts = [kind(visit.visit_type), `${visit.duration_minutes} min`, paid(visit)].filter(Boolean)
    return (
        <li
            className={`rounded-control border border-l-4 border-line bg-surface p-2.5 ${edges[visit.status]} ${open === visit.id ? 'outline-2 outline-primary' : ''}`}
        >
            <div className="flex flex-wrap items-center justify-between gap-x-2">
                <span className="text-lg font-bold">{visit.local_time}</span>
                <DeskStatus status={visit.status} />
            </div>
            {visit.status === 'held' ? null : (
                <Link
                    ref={link}
                    from={route.fullPath}
                    search={(before) => ({ ...before, visit: visit.id })}
                    className="inline-block min-h-6 font-semibold hover:underline"
                >
                    {name}
                </Link>
            )}
            <p className="text-sm text-muted">{facts.join(' · ')}</p>
            {late > 0 && <p className="text-sm font-medium text-warn">{own.board.since(late)}</p>}
            {visit.status === 'booked' && is_today && (
                <Button
                    look="secondary"
                    className="mt-2 w-full"
                    aria-label={own.board.check_in_of(name)}
                    onClick={() => {
                        // The button goes; the focus stays with the visit.
                        link.current?.focus()
                        void check_in(visit)
                    }}
                >
                    {own.board.check_in}
                </Button>
            )}
        </li>
    )
}

const hours_of = (doctor: BoardDoctor) =>
    doctor.open.map((period) => `${period.local_time}–${period.local_end_time}`).join(', ')

function Column({
    doctor,
    visits,
    now,
    is_today,
}: {
    doctor: BoardDoctor
    visits: BoardVisit[]
    now: number
    is_today: boolean
}) {
    const words = useWords()
    const own = useDeskWords()
    return (
        <section aria-label={doctor.name} className="min-w-0">
            <div className="rounded-control bg-soft px-3 py-2 text-on-soft">
                <h2 className="font-bold">{doctor.name}</h2>
                <p className="text-sm">
                    {words.names[doctor.specialty.code] ?? doctor.specialty.name}
                    {' · '}
                    {hours_of(doctor) || own.board.not_working}
                </p>
            </div>
            {visits.length === 0 ? (
                <p className="px-3 py-4 text-muted">{own.board.no_visits}</p>
            ) : (
                <ul className="mt-2 space-y-2">
                    {visits.map((visit) => (
                        <VisitCard key={visit.id} visit={visit} now={now} is_today={is_today} />
                    ))}
                </ul>
            )}
        </section>
    )
}

export function Columns({
    board,
    doctors,
    visits,
    now,
}: {
    board: Board
    doctors: BoardDoctor[]
    visits: BoardVisit[]
    now: number
}) {
    const own = useDeskWords()
    return (
        <div
            role="region"
            aria-label={own.board.columns}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
            tabIndex={0}
            className="no-print overflow-x-auto rounded-control p-0.5"
        >
            <div className="grid auto-cols-[minmax(15rem,24rem)] grid-flow-col gap-3 max-sm:auto-cols-[100%]">
                {doctors.map((doctor) => (
                    <Column
                        key={doctor.id}
                        doctor={doctor}
                        visits={visits.filter((visit) => visit.doctor_id === doctor.id)}
                        now={now}
                        is_today={board.date === board.today}
                    />
                ))}
            </div>
        </div>
    )
}

// On paper: a table for each doctor, without what is over or not certain.
export function PrintedDay({
    board,
    doctors,
    visits,
}: {
    board: Board
    doctors: BoardDoctor[]
    visits: BoardVisit[]
}) {
    const own = useDeskWords()
    const words = useVisitWords()
    const kind = useKind()
    const paid = usePaid()
    const heads = [own.board.time, own.board.patient, own.board.kind, own.board.status, own.board.payment]
    return (
        <div className="hidden text-sm print:block">
            <p>
                {full_day(board.date)} · {board.clinic.name}, {board.clinic.city}
            </p>
            {doctors.map((doctor) => (
                <table key={doctor.id} className="mt-4 w-full border-collapse break-inside-avoid text-left">
                    <caption className="text-left text-base font-bold">
                        {doctor.name} · {hours_of(doctor) || own.board.not_working}
                    </caption>
                    <thead>
                        <tr>
                            {[...heads, own.board.reference].map((head) => (
                                <th key={head} scope="col" className="border-b py-1 pr-3">
                                    {head}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {visits
                            .filter((visit) => visit.doctor_id === doctor.id && visit.status !== 'held')
                            .map((visit) => (
                                <tr key={visit.id}>
                                    <td className="border-b py-1 pr-3">{visit.local_time}</td>
                                    <th scope="row" className="border-b py-1 pr-3">
                                        {visit.patient_name}
                                    </th>
                                    <td className="border-b py-1 pr-3">{kind(visit.visit_type)}</td>
                                    <td className="border-b py-1 pr-3">{words.status[visit.status]}</td>
                                    <td className="border-b py-1 pr-3">{paid(visit)}</td>
                                    <td className="border-b py-1">{visit.reference}</td>
                                </tr>
                            ))}
                    </tbody>
                </table>
            ))}
        </div>
    )
}
