// What was booked, kept, cancelled and missed; what came in.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue } from 'react'
import { type VisitStatistics, visit_statistics } from '../../api/operations'
import { clinics, doctor, specialties } from '../../api/queries'
import { days_of, today } from '../../early_office'
import { later_date } from '../../format'
import { useWords } from '../../i18n'
import { useFigureWords } from '../../i18n/admin_figures'
import { Failure } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'
import { FilterFields, Filters, useChange, useSpan } from './filters'
import { ByHour, Groups, Lead, OverTime, save_visits, Tiles } from './visit_figures'

const Revenue = lazy(() => import('./revenue'))
const route = getRouteApi('/people/admin/statistics')
const ranges = [7, 30, 90, 365]

export const useDays = () => days_of(route.useSearch())

function Ranges() {
    const words = useFigureWords().figures
    const change = useChange()
    return (
        <fieldset>
            <legend className="mb-1 text-sm font-medium">{words.ranges}</legend>
            <div className="flex flex-wrap gap-1">
                {ranges.map((n) => (
                    <Button
                        key={n}
                        look="secondary"
                        className="px-3!"
                        onClick={() =>
                            change({
                                from: later_date(today(), 1 - n),
                                until: today(),
                                unit: n > 180 ? 'month' : n > 60 ? 'week' : undefined,
                            })
                        }
                    >
                        {words.last(n)}
                    </Button>
                ))}
            </div>
        </fieldset>
    )
}

function Narrowed({ statistics }: { statistics: VisitStatistics | undefined }) {
    const words = useFigureWords().figures
    const names = useWords().names
    const places = useQuery(clinics()).data ?? []
    const subjects = useQuery(specialties()).data ?? []
    const given = route.useSearch()
    const seen = statistics?.doctors ?? []
    // Who saw nobody in these days is chosen all the same.
    const is_absent = Boolean(given.doctor && statistics && !seen.some(({ id }) => id === given.doctor))
    const absent = useQuery({ ...doctor(given.doctor ?? ''), enabled: is_absent }).data
    return (
        <FilterFields
            given={given}
            filters={{
                unit: { label: words.unit, choices: Object.entries(words.units), initial: 'day' },
                clinic: {
                    label: words.clinic,
                    all: words.all,
                    choices: places.map(({ id, name }) => [id, name]),
                },
                specialty: {
                    label: words.specialty,
                    all: words.all,
                    choices: subjects.map(({ code, name }) => [code, names[code] ?? name]),
                },
                doctor: {
                    label: words.doctor,
                    all: words.everybody,
                    choices: [...seen, ...(is_absent && absent ? [absent] : [])].map(({ id, name }) => [
                        id,
                        name,
                    ]),
                },
            }}
        />
    )
}

// They take a slow telephone longer than all else: the tiles do not wait for them.
function Pictures({ newest }: { newest: VisitStatistics }) {
    const words = useFigureWords().figures
    const statistics = useDeferredValue<VisitStatistics | null>(newest, null)
    if (!statistics) return <Loading height="h-64" />
    return (
        <>
            <OverTime statistics={statistics} />
            <ByHour statistics={statistics} />
            <Lead statistics={statistics} />
            <Groups statistics={statistics} />
            <Button look="secondary" className="no-print mt-6" onClick={() => save_visits(newest, words)}>
                {words.csv}
            </Button>
        </>
    )
}

function Visits() {
    const words = useFigureWords().figures
    const { clinic, specialty, doctor, unit = 'day' } = route.useSearch()
    const days = useDays()
    const is_wrong = days.until < days.from || days.from < later_date(days.until, -365)
    const { data, error, isPending, refetch } = useQuery({
        ...visit_statistics({ ...days, unit, clinic_id: clinic, specialty, doctor_id: doctor }),
        enabled: !is_wrong,
    })
    return (
        <>
            <Filters given={days} filters={useSpan()}>
                <Ranges />
                <Narrowed statistics={data} />
            </Filters>
            {is_wrong && (
                <Notice kind="danger" role="alert">
                    {words.wrong_days}
                </Notice>
            )}
            {!is_wrong && isPending && <Loading height="h-64" />}
            {!is_wrong && error && <Failure error={error} retry={refetch} />}
            {!is_wrong && data && (
                <>
                    <Tiles statistics={data} />
                    {data.visits === 0 ? (
                        <Empty title={words.none}>
                            <p className="mt-1 text-muted">{words.none_text}</p>
                        </Empty>
                    ) : (
                        <Pictures newest={data} />
                    )}
                </>
            )}
        </>
    )
}

function Tabs() {
    const words = useFigureWords().figures
    const { tab = 'visits' } = route.useSearch()
    return (
        <nav
            aria-label={words.title}
            className="no-print mt-4 flex gap-1 overflow-x-auto border-b border-line"
        >
            {(['visits', 'revenue'] as const).map((one) => (
                <Link
                    key={one}
                    to="/admin/statistics"
                    search={(before) => ({ ...before, tab: one === 'visits' ? undefined : one })}
                    aria-current={tab === one ? 'page' : undefined}
                    className={`flex min-h-9 items-center whitespace-nowrap border-b-4 px-3 font-semibold ${tab === one ? 'border-primary text-primary' : 'border-transparent text-muted hover:text-text'}`}
                >
                    {words.tabs[one]}
                </Link>
            ))}
        </nav>
    )
}

export default function StatisticsPage() {
    const words = useFigureWords().figures
    const { tab = 'visits' } = route.useSearch()
    return (
        <StaffPage title={words.title}>
            <Tabs />
            <Suspense fallback={<Loading />}>
                {tab === 'visits' && <Visits />}
                {tab === 'revenue' && <Revenue />}
            </Suspense>
        </StaffPage>
    )
}
