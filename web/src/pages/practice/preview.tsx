// What a change of hours would do: the coming two weeks, and the booked visits that would lie outside.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../../api/client'
import type { Preview } from '../../api/practice'
import { appointment } from '../../api/queries'
import { later_date, long_day, short_day } from '../../format'
import { useHoursWords } from '../../i18n/practice_hours'
import { Notice } from '../../ui/parts'
import { part_on, time_of } from './layout'

// Whose visits these are is read for as many as somebody looks at: each reading is on the patient's record.
const named_visits = 10

function Visit({ visit }: { visit: Schemas['OutsideVisit'] }) {
    const own = useHoursWords()
    const name = useQuery(appointment(visit.appointment_id)).data?.patient_name
    return (
        <li>
            <Link
                to="/practice/agenda"
                search={{ view: 'day', date: visit.local_date, visit: visit.appointment_id }}
                className="link inline-block min-h-6"
            >
                {long_day(visit.local_date)}, {visit.local_time}
            </Link>{' '}
            {name && `${own.of} ${name}, `}
            {visit.reference}
        </li>
    )
}

export function Outside({ visits }: { visits: Schemas['OutsideVisit'][] }) {
    const own = useHoursWords()
    const shown = visits.slice(0, named_visits)
    if (visits.length === 0) return <p className="mt-3">{own.outside_none}</p>
    return (
        <Notice kind="warn" className="mt-3">
            <h3 className="font-semibold">
                <span aria-hidden="true">▲ </span>
                {own.outside(visits.length)}
            </h3>
            <ul className="mt-1 list-disc pl-5">
                {shown.map((visit) => (
                    <Visit key={visit.appointment_id} visit={visit} />
                ))}
                {visits.length > shown.length && <li>{own.outside_more(visits.length - shown.length)}</li>}
            </ul>
            <p className="mt-1 text-sm">{own.outside_hint}</p>
        </Notice>
    )
}

export function TwoWeeks({ preview }: { preview: Preview }) {
    const own = useHoursWords()
    const days = Array.from({ length: preview.days }, (_, day) => later_date(preview.from, day))
    return (
        <ul className="mt-3 grid grid-cols-2 gap-2 sm:grid-cols-4 lg:grid-cols-7">
            {days.map((date) => {
                const parts = preview.open.flatMap((period) => part_on(date, period) ?? [])
                return (
                    <li key={date} className="rounded-control border border-line bg-surface p-2 text-sm">
                        <p className="font-semibold">{short_day(date)}</p>
                        {parts.length === 0 && <p className="text-muted">{own.closed}</p>}
                        {parts.map(({ start, end }) => (
                            <p key={start}>
                                {time_of(start)}–{time_of(end)}
                            </p>
                        ))}
                    </li>
                )
            })}
        </ul>
    )
}
