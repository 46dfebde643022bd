// The doctor's day as it goes: who is next, who waits, who was here.
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { agenda, my_schedule } from '../../api/first'
import { useDoctorId } from '../../api/practice'
import { full_day } from '../../format'
import { useWords } from '../../i18n'
import { usePracticeWords } from '../../i18n/practice'
import { useNow } from '../../state/now'
import { Failure } from '../../ui/form'
import { ButtonLink, Loading } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'
import { useLiveAgenda } from './live'
import { NoCalendar, NoHours } from './nothing'
import type { Visit } from './steps'
import { useTypeNames } from './type_names'
import { Notes, PatientLink, Steps, VisitStatus } from './visit_parts'

type TypeNames = (code: string) => string

function Row({ visit, type_name, is_next }: { visit: Visit; type_name: TypeNames; is_next?: boolean }) {
    const words = useWords()
    const own = usePracticeWords()
    return (
        <article
            aria-label={`${visit.local_time} ${visit.patient_name ?? own.visit.nobody}`}
            className={`card p-4 ${is_next ? 'border-l-4! border-l-primary! sm:p-6' : ''}`}
        >
            <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
                <div className="min-w-0 flex-1 basis-64">
                    <p className={is_next ? 'text-xl' : ''}>
                        <strong className="mr-3">{visit.local_time}</strong>
                        <PatientLink visit={visit} />
                    </p>
                    <p className="text-sm text-muted">
                        {type_name(visit.visit_type)} · {words.minutes(visit.duration_minutes)}
                        {visit.mode === 'video' && ` · ${words.video}`}
                    </p>
                    {visit.patient_id && (
                        <p className={`mt-1 ${visit.reason ? '' : 'text-sm text-muted'}`}>
                            {visit.reason || own.visit.no_reason}
                        </p>
                    )}
                    <Notes key={visit.id} visit={visit} />
                </div>
                <div className="flex flex-col items-start gap-3 sm:items-end">
                    <VisitStatus status={visit.status} />
                    <Steps visit={visit} />
                </div>
            </div>
        </article>
    )
}

// All are in one list, the first of each group with its title: where a visit moves from one to another, what is being written in it
// stays, and the focus.
function Item({ title, ...row }: { title: string | undefined } & ComponentProps<typeof Row>) {
    return (
        <li className={title && 'mt-8 first:mt-6'}>
            {title && <h2 className="mb-3 text-lg font-semibold">{title}</h2>}
            <Row {...row} />
        </li>
    )
}

// Who is here already comes before whoever is only expected.
const is_ahead = (visit: Visit, now: number) =>
    visit.status === 'arrived' ||
    (['booked', 'pending', 'held'].includes(visit.status) && Date.parse(visit.end) > now)
const next_of = (visits: Visit[], now: number) =>
    visits.find((visit) => visit.status !== 'held' && is_ahead(visit, now))

function Day({ visits, type_name }: { visits: Visit[]; type_name: TypeNames }) {
    const own = usePracticeWords().today
    const now = useNow()
    if (visits.length === 0)
        return (
            <Empty title={own.none}>
                <ButtonLink to="/practice/agenda" search={{ view: 'week' }} className="mt-4">
                    {own.agenda}
                </ButtonLink>
            </Empty>
        )
    const next = next_of(visits, now)
    const others = visits.filter((visit) => visit !== next)
    const later = others.filter((visit) => is_ahead(visit, now))
    const earlier = others.filter((visit) => !is_ahead(visit, now))
    const waiting = visits.filter((visit) => visit.status === 'arrived').length
    const done = visits.filter((visit) => visit.status === 'fulfilled').length
    const title_of = (visit: Visit) => {
        if (visit === next) return own.next
        if (visit === later[0]) return own.later
        return visit === earlier[0] ? own.earlier : undefined
    }
    return (
        <>
            <p role="status" className="mt-2 font-medium">
                {own.summary(visits.filter((visit) => visit.status !== 'held').length, waiting, done)}
            </p>
            {!next && <p className="card mt-6 p-6 text-lg">{own.all_done}</p>}
            <ul className="space-y-3">
                {[...(next ? [next] : []), ...later, ...earlier].map((visit) => (
                    <Item
                        key={visit.id}
                        visit={visit}
                        title={title_of(visit)}
                        type_name={type_name}
                        is_next={visit === next}
                    />
                ))}
            </ul>
        </>
    )
}

export default function TodayPage() {
    const own = usePracticeWords()
    const id = useDoctorId()
    const type_name = useTypeNames(id)
    const schedule = useQuery(my_schedule(id))
    const { data, error, isPending, refetch } = useLiveAgenda(id, agenda(id, undefined, 1))
    const no_hours = !schedule.data && schedule.isFetched
    return (
        <StaffPage
            title={own.today.title}
            actions={
                <ButtonLink to="/practice/agenda" look="secondary">
                    {own.today.agenda}
                </ButtonLink>
            }
        >
            {data && <p className="text-muted">{full_day(data.from)}</p>}
            {id === '' && <NoCalendar />}
            {id !== '' && isPending && <Loading />}
            {error && (no_hours ? <NoHours /> : <Failure error={error} retry={refetch} />)}
            {data && <Day visits={data.appointments} type_name={type_name} />}
        </StaffPage>
    )
}
