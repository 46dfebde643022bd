// What somebody has paid, for which visits, and what came back; each with its receipt.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { payment, payments } from '../../api/account_queries'
import { Problem, type Schemas } from '../../api/client'
import { full_day, long_day, moment, money } from '../../format'
import { useWords } from '../../i18n'
import { useAccountWords } from '../../i18n/account'
import { useMoneyWords } from '../../i18n/account_money'
import { AccountPage, for_patients } from '../../ui/account_page'
import { Failure } from '../../ui/form'
import { Badge, Button, ButtonLink, Loading, More } from '../../ui/parts'
import { Missing } from '../errors'

type Payment = Schemas['Payment']
const kinds = {
    processing: 'info',
    requires_action: 'warn',
    cancelled: 'soft',
    failed: 'soft',
    succeeded: 'ok',
    partially_refunded: 'info',
    refunded: 'info',
} as const
const was_charged = ({ status }: Payment) =>
    status === 'succeeded' || status === 'refunded' || status === 'partially_refunded'

function Row({ one }: { one: Payment }) {
    const words = useMoneyWords().payments
    const visit = one.appointment
    return (
        <li className="card flex flex-wrap items-start justify-between gap-x-6 gap-y-2 p-4">
            <div className="min-w-0">
                <h2 className="text-lg font-semibold">{visit ? visit.doctor_name : words.gone}</h2>
                {visit && (
                    <p>
                        <Link
                            to="/appointments/$id"
                            params={{ id: visit.id }}
                            className="link inline-block py-0.5"
                        >
                            {long_day(visit.local_date)}, {visit.local_time}
                        </Link>
                        {visit.patient_name && ` · ${visit.patient_name}`}
                    </p>
                )}
                <p className="text-sm text-muted">
                    {moment(one.created_at)}
                    {one.card_last_four && ` · ${words.card(one.card_last_four)}`}
                </p>
                {one.refunded_cents > 0 && (
                    <p className="text-sm">{words.refunded(money(one.refunded_cents, one.currency))}</p>
                )}
            </div>
            <div className="flex flex-wrap items-center gap-3 sm:flex-col sm:items-end">
                <p className="text-lg font-semibold">{money(one.amount_cents, one.currency)}</p>
                <Badge kind={kinds[one.status]}>
                    {was_charged(one) && one.kind === 'deposit' && `${words.kind.deposit} · `}
                    {words.status[one.status]}
                </Badge>
                {one.status === 'requires_action' && (
                    <Link
                        to="/appointments/$id/pay"
                        params={{ id: one.appointment_id }}
                        className="link inline-block py-1"
                    >
                        {words.go_on}
                    </Link>
                )}
                {was_charged(one) && (
                    <Link
                        to="/account/payments/$id"
                        params={{ id: one.id }}
                        className="link inline-block py-1"
                    >
                        {words.receipt}
                        <span className="sr-only"> {visit?.reference}</span>
                    </Link>
                )}
            </div>
        </li>
    )
}

function Payments() {
    const words = useAccountWords()
    const own = useMoneyWords().payments
    const find = useWords().find.title
    const query = useInfiniteQuery(payments())
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <AccountPage title={words.places.payments}>
            {query.isPending && <Loading height="h-28" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && (
                <div className="card mt-6 p-6">
                    <p className="text-lg font-semibold">{own.none}</p>
                    <ButtonLink to="/" className="mt-4">
                        {find}
                    </ButtonLink>
                </div>
            )}
            <ul className="mt-6 space-y-4">
                {rows.map((one) => (
                    <Row key={one.id} one={one} />
                ))}
            </ul>
            <More query={query}>{own.more}</More>
        </AccountPage>
    )
}

function Facts({ one }: { one: Payment }) {
    const own = useMoneyWords().payments
    const visit = one.appointment
    const facts: [string, string | null | undefined | false][] = [
        [own.facts.amount, money(one.amount_cents, one.currency)],
        [own.facts.refunded, one.refunded_cents > 0 && money(one.refunded_cents, one.currency)],
        [own.facts.for, own.kind[one.kind]],
        [own.facts.doctor, visit?.doctor_name],
        [own.facts.when, visit && `${full_day(visit.local_date)}, ${visit.local_time}`],
        [own.facts.patient, visit?.patient_name],
        [own.facts.visit, visit?.reference],
        [own.facts.card, one.card_last_four && own.card(one.card_last_four)],
        [own.facts.paid, moment(one.created_at, undefined, true)],
        [own.facts.number, one.id],
        [own.facts.transaction, one.transaction_id],
        [own.facts.status, own.status[one.status]],
    ]
    return (
        <dl className="card mt-4 grid gap-x-6 gap-y-3 p-4 sm:grid-cols-[12rem_1fr] sm:p-6">
            {facts.map(
                ([name, value]) =>
                    value && (
                        <div key={name} className="contents">
                            <dt className="text-muted max-sm:-mb-3">{name}</dt>
                            <dd className="min-w-0 break-words">{value}</dd>
                        </div>
                    ),
            )}
        </dl>
    )
}

const route = getRouteApi('/people/account/payments/$id')
function Receipt() {
    const words = useMoneyWords().payments
    const { id } = route.useParams()
    const { data, error, isPending, refetch } = useQuery(payment(id))
    if (error instanceof Problem && error.status === 404) return <Missing />
    return (
        <AccountPage title={words.receipt}>
            {isPending && <Loading rows={1} height="h-80" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <Facts one={data} />
                    <Button className="no-print mt-6" onClick={() => print()}>
                        {words.print}
                    </Button>
                </>
            )}
            <p className="no-print mt-6">
                <Link to="/account/payments" className="link inline-block py-1">
                    {words.all}
                </Link>
            </p>
        </AccountPage>
    )
}

export const PaymentsPage = for_patients(Payments)
export const ReceiptPage = for_patients(Receipt)
