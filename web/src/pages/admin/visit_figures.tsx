// The figures of visits, each with its table.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { VisitCounts, VisitStatistics } from '../../api/operations'
import { full_day, later_date, month_name, short_day, weekday } from '../../format'
import { current_language, type Language, useWords } from '../../i18n'
import { useFigureWords } from '../../i18n/admin_figures'
import { save_table } from '../../state/csv'
import { Bar, Columns, Heat, type Series } from '../../ui/chart'
import { Section } from '../../ui/editing'
import { Button } from '../../ui/parts'
import { type Column, Table } from '../../ui/staff'
import { Tile } from './operations'

type Words = ReturnType<typeof useFigureWords>['figures']
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
// A Monday: the names of days come from the browser.
const some_monday = '2024-01-01'
const counted = ['visits', 'kept', 'cancelled', 'no_show', 'open'] as const

// One for each language: a table has hundreds.
const made = new Map<Language, Intl.NumberFormat>()
function percent(part: number, whole: number): string {
    if (whole === 0) return '–'
    const language = current_language()
    const format =
        made.get(language) ?? new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
    made.set(language, format)
    return format.format(part / whole)
}
const no_show_rate = ({ kept, no_show }: VisitCounts) => percent(no_show, kept + no_show)

export function Tiles({ statistics }: { statistics: VisitStatistics }) {
    const words = useFigureWords().figures
    const { visits, kept, cancelled, no_show, open, lead_time } = statistics
    const of_all = (part: number) => `${part} (${percent(part, visits)})`
    return (
        <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
            <Tile name={words.visits} value={visits} />
            <Tile name={words.kept} value={of_all(kept)} hint={words.kept_hint} />
            <Tile name={words.cancelled} value={of_all(cancelled)} />
            <Tile
                name={words.no_show}
                value={`${no_show} (${no_show_rate(statistics)})`}
                hint={words.no_show_hint}
            />
            <Tile name={words.open} value={open} hint={words.open_hint} />
            <Tile
                name={words.lead}
                value={lead_time.median_days == null ? '–' : words.days(lead_time.median_days)}
                hint={words.lead_hint}
            />
        </dl>
    )
}

const shown_at_first = 10

// A picture, and its numbers behind a word.
function WithTable({ children }: { children: ReactNode }) {
    const words = useFigureWords().figures
    return (
        <details className="mt-4">
            <summary className="link min-h-6 w-fit cursor-pointer">{words.table}</summary>
            <div className="mt-2">{children}</div>
        </details>
    )
}

function period_name({ from, until }: { from: string; until: string }, unit: VisitStatistics['unit']) {
    if (unit === 'month') return month_name(from)
    return from === until ? short_day(from) : `${short_day(from)} – ${short_day(until)}`
}

const columns_of = <T extends VisitCounts>(words: Words): Column<T>[] => [
    ...counted.map((name) => ({ head: words[name], cell: (row: T) => row[name], numeric: true as const })),
    { head: words.no_show_rate, cell: no_show_rate, numeric: true },
]

export function OverTime({ statistics }: { statistics: VisitStatistics }) {
    const words = useFigureWords().figures
    const { periods, unit, visits, kept, cancelled, no_show, from, until } = statistics
    const series: Series[] = [
        { name: words.kept, fill: 'fill-primary', mark: 'bg-primary' },
        { name: words.open, fill: 'fill-info', mark: 'bg-info', is_hatched: true },
        { name: words.cancelled, fill: 'fill-control', mark: 'bg-control' },
        { name: words.no_show, fill: 'fill-danger', mark: 'bg-danger', is_hatched: true },
    ]
    return (
        <Section title={words.over_time}>
            <Columns
                text={words.over_time_text(visits, full_day(from), full_day(until), kept, cancelled, no_show)}
                series={series}
                stacks={periods.map((period) => ({
                    label: period_name(period, unit),
                    values: [period.kept, period.open, period.cancelled, period.no_show],
                }))}
            />
            <WithTable>
                <Table
                    caption={words.over_time}
                    rows={periods}
                    id={(row) => row.from}
                    columns={[
                        { head: words.period, cell: (row) => period_name(row, unit), names: true },
                        ...columns_of<(typeof periods)[number]>(words),
                    ]}
                />
            </WithTable>
        </Section>
    )
}

const weekday_name = (day: (typeof weekdays)[number]) =>
    weekday(later_date(some_monday, weekdays.indexOf(day)))

export function ByHour({ statistics: { hours } }: { statistics: VisitStatistics }) {
    const words = useFigureWords().figures
    const first = Math.min(...hours.map(({ hour }) => hour))
    const last = Math.max(...hours.map(({ hour }) => hour))
    const shown = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const at = new Map(hours.map((one) => [`${one.weekday} ${one.hour}`, one.visits]))
    return (
        <Section title={words.by_hour}>
            <Heat
                caption={words.by_hour_text}
                columns={shown.map((hour) => `${String(hour).padStart(2, '0')}h`)}
                rows={weekdays.map((day) => ({
                    head: weekday_name(day),
                    values: shown.map((hour) => at.get(`${day} ${hour}`) ?? 0),
                }))}
            />
        </Section>
    )
}

export function Lead({ statistics }: { statistics: VisitStatistics }) {
    const words = useFigureWords().figures
    const { buckets, median_days } = statistics.lead_time
    const most = Math.max(...buckets.map(({ visits }) => visits))
    return (
        <Section title={words.lead_title}>
            {median_days != null && (
                <p className="mb-3">
                    {words.median}: <strong>{words.days(median_days)}</strong>
                </p>
            )}
            <Table
                caption={words.lead_title}
                rows={buckets}
                id={(row) => String(row.from_days)}
                columns={[
                    {
                        head: words.lead,
                        cell: (row) => words.bucket(row.from_days, row.until_days),
                        names: true,
                    },
                    { head: words.visits, cell: (row) => row.visits, numeric: true },
                    {
                        head: words.share,
                        cell: (row) => (
                            <Bar value={row.visits} most={most}>
                                <span className="w-16 text-right">
                                    {percent(row.visits, statistics.visits)}
                                </span>
                            </Bar>
                        ),
                    },
                ]}
            />
        </Section>
    )
}

interface Named extends VisitCounts {
    id: string
    name: string
}
function Group({
    title,
    head,
    rows,
    narrow,
}: {
    title: string
    head: string
    rows: Named[]
    narrow: 'specialty' | 'doctor' | 'clinic'
}) {
    const words = useFigureWords().figures
    const [is_whole, show_whole] = useState(false)
    const most = Math.max(...rows.map(({ visits }) => visits))
    const shown = is_whole ? rows : rows.slice(0, shown_at_first)
    const name: Column<Named> = {
        head,
        cell: (row) => (
            <Link
                to="/admin/statistics"
                search={(before) => ({ ...before, [narrow]: row.id })}
                className="link inline-block py-0.5"
                aria-label={words.only(row.name)}
            >
                {row.name}
            </Link>
        ),
        names: true,
    }
    const bar: Column<Named> = { head: words.share, cell: (row) => <Bar value={row.visits} most={most} /> }
    return (
        <Section
            title={title}
            actions={
                <Button
                    look="secondary"
                    aria-label={words.csv_of(title)}
                    onClick={() =>
                        save_table(`venera-${narrow}`, [
                            [head, ...counted.map((one) => words[one])],
                            ...rows.map((row) => [row.name, ...counted.map((one) => row[one])]),
                        ])
                    }
                >
                    CSV
                </Button>
            }
        >
            <Table
                caption={title}
                rows={shown}
                id={(row) => row.id}
                columns={[name, bar, ...columns_of<Named>(words)]}
            />
            {rows.length > shown.length && (
                <Button look="secondary" className="no-print mt-3" onClick={() => show_whole(true)}>
                    {words.show_all(rows.length)}
                </Button>
            )}
        </Section>
    )
}

export function Groups({ statistics }: { statistics: VisitStatistics }) {
    const words = useFigureWords().figures
    const names = useWords().names
    const subjects = statistics.specialties.map((one) => ({
        ...one,
        id: one.code,
        name: names[one.code] ?? one.name,
    }))
    return (
        <>
            <Group title={words.by_specialty} head={words.specialty} rows={subjects} narrow="specialty" />
            <Group title={words.by_doctor} head={words.doctor} rows={statistics.doctors} narrow="doctor" />
            <Group title={words.by_clinic} head={words.clinic} rows={statistics.clinics} narrow="clinic" />
        </>
    )
}

// Periods, hours and leads in one file, as three tables below each other.
export function save_visits(statistics: VisitStatistics, words: Words) {
    const heads = counted.map((one) => words[one])
    const counts = (row: VisitCounts) => counted.map((one) => row[one])
    save_table(`venera-${statistics.from}-${statistics.until}`, [
        [words.from, words.until, ...heads],
        ...statistics.periods.map((row) => [row.from, row.until, ...counts(row)]),
        [],
        [words.by_hour, '', ...heads],
        ...statistics.hours.map((row) => [weekday_name(row.weekday), row.hour, ...counts(row)]),
        [],
        [words.lead_title, '', words.visits],
        ...statistics.lead_time.buckets.map((row) => [row.from_days, row.until_days, row.visits]),
    ])
}
