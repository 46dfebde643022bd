// Payments of the practice.
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type Payment, payments } from '../../api/operations'
import { moment, money } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { usePaymentWords } from '../../i18n/admin_payments'
import { PagedTable } from '../../ui/list'
import { Badge, ButtonLink } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { begin_of, end_of, Filters, useSpan } from './filters'
import { Mono } from './operations'

const route = getRouteApi('/people/admin/payments')
const kinds = {
    processing: 'info',
    requires_action: 'info',
    cancelled: 'soft',
    failed: 'danger',
    succeeded: 'ok',
    partially_refunded: 'warn',
    refunded: 'warn',
} as const
const marks = {
    processing: '…',
    requires_action: '…',
    cancelled: '×',
    failed: '▲',
    succeeded: '✓',
    partially_refunded: '↩',
    refunded: '↩',
}

export function PaymentState({ payment }: { payment: Payment }) {
    const words = usePaymentWords()
    const { status, failure } = payment
    return (
        <>
            <Badge kind={kinds[status]}>
                <span aria-hidden="true">{marks[status]} </span>
                {words.statuses[status]}
            </Badge>
            {failure && (
                <span className="block text-sm text-muted">{words.failures[failure] ?? failure}</span>
            )}
        </>
    )
}

export function useCard() {
    const words = usePaymentWords()
    return ({ card_type, card_last_four }: Payment) =>
        card_type && card_last_four ? words.card_ends(card_type, card_last_four) : '–'
}

function useColumns(): Column<Payment>[] {
    const words = usePaymentWords()
    const { state } = useOperationWords()
    const card = useCard()
    return [
        {
            head: words.created,
            cell: (row) => (
                <Link
                    to="/admin/payments/$id"
                    params={{ id: row.id }}
                    className="link inline-block py-0.5 whitespace-nowrap"
                >
                    {moment(row.created_at)}
                </Link>
            ),
            names: true,
        },
        { head: state, cell: (row) => <PaymentState payment={row} /> },
        { head: words.amount, cell: (row) => money(row.amount_cents, row.currency), numeric: true },
        {
            head: words.refunded,
            cell: (row) => (row.refunded_cents ? money(row.refunded_cents, row.currency) : '–'),
            numeric: true,
        },
        { head: words.kind, cell: (row) => words.kinds[row.kind] },
        { head: words.card, cell: card },
        { head: words.transaction, cell: (row) => <Mono>{row.transaction_id ?? '–'}</Mono> },
    ]
}

export default function PaymentsPage() {
    const words = usePaymentWords()
    const { state } = useOperationWords()
    const given = route.useSearch()
    const { status, from, until } = given
    const columns = useColumns()
    const query = useInfiniteQuery(
        payments({
            status: status && [status],
            from: begin_of(from),
            to: end_of(until),
            limit: 50,
        }),
    )
    return (
        <StaffPage
            title={words.title}
            actions={
                <ButtonLink to="/admin/payments/reconciliation" look="secondary">
                    {words.reconcile}
                </ButtonLink>
            }
        >
            <p className="mt-1 text-muted">{words.text}</p>
            <Filters
                given={given}
                filters={{
                    status: { label: state, choices: Object.entries(words.statuses) },
                    ...useSpan(),
                }}
            />
            <PagedTable query={query} caption={words.title} columns={columns} none={words.none} />
        </StaffPage>
    )
}
