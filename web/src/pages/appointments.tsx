import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type Appointment, my_appointments } from '../api/queries'
import { day_number, long_day, short_day, shown_time } from '../format'
import { useWords } from '../i18n'
import { useVisitWords } from '../i18n/visit'
import { Failure } from '../ui/form'
import { ButtonLink, Loading, More, Page } from '../ui/parts'
import { Status } from '../ui/visit'

const route = getRouteApi('/people/appointments')

function Row({ visit }: { visit: Appointment }) {
    const words = useWords()
    const own = useVisitWords()
    const shown = shown_time(visit)
    const [, month = ''] = short_day(shown.date).split(/\s(?=\S+$)/)
    return (
        <li className="card flex gap-4 p-4">
            <div
                aria-hidden="true"
                className="flex size-16 shrink-0 flex-col items-center justify-center rounded-control bg-soft text-on-soft"
            >
                <span className="text-2xl leading-none font-bold">{day_number(shown.date)}</span>
                <span className="text-sm">{month}</span>
            </div>
            <div className="min-w-0 flex-1">
                <h2 className="text-lg font-semibold">
                    <Link
                        to="/appointments/$id"
                        params={{ id: visit.id }}
                        className="inline-block py-0.5 hover:underline"
                    >
                        {long_day(shown.date)}, {shown.time}
                    </Link>
                </h2>
                <p>
                    {visit.doctor_name}, {words.names[visit.specialty.code] ?? visit.specialty.name}
                </p>
                <p className="text-sm text-muted">
                    {visit.clinic.name}, {visit.clinic.city} ·{' '}
                    {shown.is_own ? words.own_zone : words.zone(visit.clinic.city)}
                </p>
                <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
                    <Status status={visit.status} />
                    <span className="text-sm text-muted">{visit.reference}</span>
                    {visit.status === 'booked' || visit.status === 'pending' ? (
                        <Link to="/appointments/$id" params={{ id: visit.id }} className="link py-1">
                            {words.appointments.details}
                            <span className="sr-only"> {visit.reference}</span>
                        </Link>
                    ) : (
                        <Link
                            to="/doctors/$doctor_id"
                            params={{ doctor_id: visit.doctor_id }}
                            className="link py-1"
                        >
                            {own.visit.again}
                            <span className="sr-only"> {visit.doctor_name}</span>
                        </Link>
                    )}
                </div>
            </div>
        </li>
    )
}

export default function AppointmentsPage() {
    const words = useWords()
    const { scope = 'upcoming' } = route.useSearch()
    const query = useInfiniteQuery(my_appointments(scope))
    const { data, error, isPending, refetch } = query
    const visits = data?.pages.flatMap((page) => page.data) ?? []
    return (
        <Page title={words.appointments.title}>
            <nav aria-label={words.appointments.title} className="mt-4 flex gap-2 border-b border-line">
                {(['upcoming', 'past'] as const).map((one) => (
                    <Link
                        key={one}
                        to="/appointments"
                        search={one === 'past' ? { scope: one } : {}}
                        aria-current={scope === one ? 'page' : undefined}
                        className={`-mb-px flex min-h-12 items-center border-b-4 px-4 font-semibold ${scope === one ? 'border-primary text-primary' : 'border-transparent text-muted hover:text-text'}`}
                    >
                        {words.appointments[one]}
                    </Link>
                ))}
            </nav>
            {isPending && <Loading height="h-36" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && visits.length === 0 && (
                <div className="card mt-6 p-6">
                    <p className="text-lg font-semibold">{words.appointments.none[scope]}</p>
                    <ButtonLink to="/" className="mt-4">
                        {words.find.title}
                    </ButtonLink>
                </div>
            )}
            <ul className="mt-6 space-y-4">
                {visits.map((visit) => (
                    <Row key={visit.id} visit={visit} />
                ))}
            </ul>
            <More query={query}>{words.appointments.more}</More>
        </Page>
    )
}
