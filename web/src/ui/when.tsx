// When a visit is, with whose clock says so; of a video visit the clinic's comes after the reader's own.
import type { Appointment } from '../api/queries'
import { full_day, shown_time } from '../format'
import { useWords } from '../i18n'

type Timed = Pick<Appointment, 'mode' | 'start' | 'local_date' | 'local_time' | 'duration_minutes' | 'clinic'>

export function When({ visit }: { visit: Timed }) {
    const words = useWords()
    const { date, time, is_own } = shown_time(visit)
    const zone = words.zone(visit.clinic.city)
    const there = `${full_day(visit.local_date)}, ${visit.local_time}`
    return (
        <>
            <strong>
                {full_day(date)}, {time}
            </strong>
            <span className="block text-sm text-muted">
                {is_own ? `${words.own_zone} · ${zone}: ${there}` : zone} ·{' '}
                {words.minutes(visit.duration_minutes)}
            </span>
        </>
    )
}
