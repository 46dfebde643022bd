// Revenue, and how freed times were filled.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { revenue, waitlist_statistics } from '../../api/operations'
import { clinics } from '../../api/queries'
import { money, month_name } from '../../format'
import { useWords } from '../../i18n'
import { useFigureWords } from '../../i18n/admin_figures'
import { save_table } from '../../state/csv'
import { Section } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { type Column, Empty, Facts, Table } from '../../ui/staff'
import { Filters, Pick, Tile } from './operations'

const route = getRouteApi('/people/admin/statistics')

function useChange() {
    const navigate = route.useNavigate()
    return (changes: object) =>
        navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false })
}

export function Revenue() {
    const { revenue: words, figures } = useFigureWords()
    const { clinic } = route.useSearch()
    const change = useChange()
    const places = useQuery(clinics()).data ?? []
    const { data, error, isPending, refetch } = useQuery(revenue({ clinic_id: clinic }))
    type Row = NonNullable<typeof data>[number]
    const sums = {
        charged: 'charged_cents',
        deposits: 'deposit_cents',
        refunded: 'refunded_cents',
        fees: 'no_show_fee_cents',
        net: 'net_cents',
    } as const
    const names = Object.keys(sums) as (keyof typeof sums)[]
    const columns: Column<Row>[] = [
        { head: words.month, cell: (row) => month_name(`${row.month}-01`), names: true },
        { head: words.payments, cell: (row) => row.payments, numeric: true },
        ...names.map((name) => ({
            head: words[name],
            cell: (row: Row) => money(row[sums[name]], row.currency),
            numeric: true as const,
        })),
    ]
    const save = () =>
        save_table('venera-revenue', [
            [words.month, 'ISO 4217', words.payments, ...names.map((name) => words[name])],
            ...(data ?? []).map((row) => [
                row.month,
                row.currency,
                row.payments,
                ...names.map((name) => row[sums[name]] / 100),
            ]),
        ])
    return (
        <>
            <Filters>
                <Pick
                    label={figures.clinic}
                    value={clinic}
                    all={figures.all}
                    choices={places.map(({ id, name }) => [id, name])}
                    change={(value) => change({ clinic: value })}
                />
            </Filters>
            {isPending && <Loading height="h-40" rows={1} />}
            {error && <Failure error={error} retry={refetch} />}
            {data?.length === 0 && <Empty title={words.none} />}
            {data && data.length > 0 && (
                <>
                    <Table
                        caption={words.caption}
                        rows={data}
                        id={(row) => `${row.month} ${row.currency}`}
                        columns={columns}
                    />
                    <p className="mt-2 text-sm text-muted">{words.utc}</p>
                    <Button look="secondary" className="no-print mt-4" onClick={save}>
                        {figures.csv}
                    </Button>
                </>
            )}
        </>
    )
}

const rounded = (value: number | null | undefined, digits = 1) =>
    value == null ? '–' : value.toFixed(digits).replace(/\.0$/, '')

export function Waitlist() {
    const { waitlist: words, figures } = useFigureWords()
    const own_names = useWords().names
    const { by = 'doctor', days = 30 } = route.useSearch()
    const change = useChange()
    const { data, error, isPending, refetch } = useQuery(waitlist_statistics({ by, days }))
    type Row = NonNullable<typeof data>['groups'][number]
    const numbers = [
        'times_offered',
        'times_filled',
        'offers',
        'accepted',
        'declined',
        'lapsed',
        'withdrawn',
    ] as const
    const heads = {
        times_offered: words.offered,
        times_filled: words.filled,
        offers: words.offers,
        accepted: words.accepted,
        declined: words.declined,
        lapsed: words.lapsed,
        withdrawn: words.withdrawn,
    }
    const columns: Column<Row>[] = [
        { head: words.name, cell: (row) => own_names[row.id] ?? row.name, names: true },
        ...numbers.map((name) => ({
            head: heads[name],
            cell: (row: Row) => row[name],
            numeric: true as const,
        })),
        { head: words.to_fill, cell: (row) => minutes(row.median_minutes_to_fill), numeric: true },
    ]
    const minutes = (value: number | null | undefined) =>
        value == null ? '–' : words.minutes(Math.round(value))
    const longest = (value: number | null | undefined) =>
        value == null ? '–' : figures.days(Math.floor(value))
    return (
        <>
            <Filters>
                <Pick
                    label={words.days}
                    value={String(days)}
                    choices={[7, 30, 90, 366].map((n) => [String(n), figures.days(n)])}
                    change={(value) => change({ days: Number(value) })}
                />
                <Pick
                    label={words.by}
                    value={by}
                    choices={(['doctor', 'specialty', 'clinic'] as const).map((one) => [
                        one,
                        words.groups[one],
                    ])}
                    change={(value) => change({ by: value })}
                />
            </Filters>
            {isPending && <Loading height="h-40" rows={2} />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
                        <Tile name={words.offered} value={data.times_offered} />
                        <Tile name={words.filled} value={data.times_filled} />
                        <Tile name={words.to_fill} value={minutes(data.median_minutes_to_fill)} />
                        <Tile name={words.sooner} value={rounded(data.median_days_sooner)} />
                        <Tile name={words.waited} value={rounded(data.median_days_waited)} />
                    </dl>
                    <Section title={words.fairness}>
                        <Facts
                            rows={[
                                [words.waiting, data.fairness.waiting],
                                [words.unasked, data.fairness.waiting_without_offer],
                                [words.longest, longest(data.fairness.longest_days_waiting)],
                            ]}
                        />
                    </Section>
                    {data.groups.length === 0 ? (
                        <Empty title={words.none} />
                    ) : (
                        <div className="mt-6">
                            <Table
                                caption={words.groups[by]}
                                rows={data.groups}
                                id={(row) => row.id}
                                columns={columns}
                            />
                        </div>
                    )}
                </>
            )}
        </>
    )
}
