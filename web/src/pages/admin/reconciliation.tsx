// The ledger beside what the provider says that it moved.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { reconciliation } from '../../api/operations'
import { moment, money } from '../../format'
import { useFigureWords } from '../../i18n/admin_figures'
import { usePaymentWords } from '../../i18n/admin_payments'
import { Failure } from '../../ui/form'
import { Loading, Notice } from '../../ui/parts'
import { StaffPage, Table } from '../../ui/staff'
import { FilterBox, Pick } from './filters'
import { Mono } from './operations'

const route = getRouteApi('/people/admin/payments/reconciliation')

export default function ReconciliationPage() {
    const words = usePaymentWords()
    const { figures } = useFigureWords()
    const { days = 7 } = route.useSearch()
    const navigate = route.useNavigate()
    const { data, error, isPending, refetch } = useQuery(reconciliation(days))
    return (
        <StaffPage title={words.reconciliation}>
            <p className="mt-1">
                <Link to="/admin/payments" className="link inline-block py-0.5">
                    {words.back}
                </Link>
            </p>
            <FilterBox>
                <Pick
                    label={words.days}
                    value={String(days)}
                    choices={[1, 7, 31].map((n) => [String(n), figures.days(n)])}
                    change={(value) => navigate({ search: { days: Number(value) }, replace: true })}
                />
            </FilterBox>
            {isPending && <Loading rows={1} height="h-24" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && data.differences.length === 0 && (
                <Notice kind="ok" role="status">
                    ✓ {words.equal(data.movements, data.provider)}
                </Notice>
            )}
            {data && data.differences.length > 0 && (
                <Table
                    caption={words.differences}
                    rows={data.differences}
                    id={(row) => row.transaction_id}
                    columns={[
                        {
                            head: words.transaction,
                            cell: (row) => <Mono>{row.transaction_id}</Mono>,
                            names: true,
                        },
                        { head: words.what, cell: (row) => <>▲ {words.whats[row.what]}</> },
                        {
                            head: words.amount,
                            cell: (row) => money(row.amount_cents, row.currency),
                            numeric: true,
                        },
                        {
                            head: words.in_ledger,
                            cell: (row) =>
                                row.ledger_cents == null ? '–' : money(row.ledger_cents, row.currency),
                            numeric: true,
                        },
                        { head: words.when, cell: (row) => moment(row.at) },
                    ]}
                />
            )}
            {data && data.under_way > 0 && (
                <p className="mt-3 text-muted">{words.under_way(data.under_way)}</p>
            )}
        </StaffPage>
    )
}
