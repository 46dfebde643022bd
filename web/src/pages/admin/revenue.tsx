// What came in.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { revenue } from '../../api/operations'
import { clinics } from '../../api/queries'
import { money, month_name } from '../../format'
import { useFigureWords } from '../../i18n/admin_figures'
import { text_of_cents } from '../../money'
import { save_table } from '../../state/csv'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { type Column, Empty, Table } from '../../ui/staff'
import { Filters } from './filters'

const route = getRouteApi('/people/admin/statistics')

export default function Revenue() {
    const { revenue: words, figures } = useFigureWords()
    const { clinic } = route.useSearch()
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
                ...names.map((name) => Number(text_of_cents(row[sums[name]], row.currency))),
            ]),
        ])
    return (
        <>
            <Filters
                given={{ clinic }}
                filters={{
                    clinic: {
                        label: figures.clinic,
                        all: figures.all,
                        choices: places.map(({ id, name }) => [id, name]),
                    },
                }}
            />
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
