// One payment: what it was for, what of it went back, and giving back all of it or a part.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { type Payment, payment, refunds } from '../../api/operations'
import { full_day, moment, money } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { usePaymentWords } from '../../i18n/admin_payments'
import { cents_of, text_of_cents } from '../../money'
import { toast } from '../../state/toasts'
import { Ask, Section } from '../../ui/editing'
import { Failure, Field, useForm } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { Facts, StaffPage, Table } from '../../ui/staff'
import { useRenewed } from './messages'
import { Mono } from './operations'
import { PaymentState, useCard } from './payments'

const route = getRouteApi('/people/admin/payments/$id')

// The button says the sum, whatever is typed.
function GiveBack({ paid, close }: { paid: Payment; close: () => void }) {
    const words = usePaymentWords()
    const { reason, too_short } = useOperationWords()
    const renew = useRenewed()
    const { currency } = paid
    const most = paid.amount_cents - paid.refunded_cents
    const form = useForm({ amount_cents: text_of_cents(most, currency), reason: '' })
    const cents = cents_of(form.values.amount_cents, currency)
    const sum = money(cents ?? 0, currency)
    return (
        <Ask
            title={words.give_back_title(sum)}
            action={`${words.give_back}: ${sum}`}
            close={close}
            form={form}
            labels={{ amount_cents: words.amount, reason }}
            check={(values) => ({
                amount_cents: cents && cents <= most ? undefined : words.wrong_amount(money(most, currency)),
                reason: values.reason.trim().length < 3 ? too_short : undefined,
            })}
            run={async (key) => {
                await api.post('/payments/{id}/refunds', {
                    path: { id: paid.id },
                    key,
                    body: { amount_cents: cents, reason: form.values.reason.trim() },
                })
                toast(words.gave_back(sum))
                close()
                await renew()
            }}
        >
            <p>{words.give_back_text(sum)}</p>
            <Field
                {...form.bind('amount_cents')}
                label={words.how_much(money(most, currency))}
                hint={words.how_much_hint}
                inputMode="decimal"
            />
            <Field {...form.bind('reason')} label={words.reason} maxLength={200} />
        </Ask>
    )
}

function WentBack({ id }: { id: string }) {
    const words = usePaymentWords()
    const { state } = useOperationWords()
    const { data, error, isPending, refetch } = useQuery(refunds(id))
    return (
        <Section title={words.refunds}>
            {isPending && <Loading rows={1} height="h-16" />}
            {error && <Failure error={error} retry={refetch} />}
            {data?.length === 0 && <p className="text-muted">{words.no_refunds}</p>}
            {data && data.length > 0 && (
                <Table
                    caption={words.refunds}
                    rows={data}
                    id={(row) => row.id}
                    columns={[
                        { head: words.created, cell: (row) => moment(row.created_at), names: true },
                        {
                            head: words.amount,
                            cell: (row) => money(row.amount_cents, row.currency),
                            numeric: true,
                        },
                        { head: state, cell: (row) => words.refund_status[row.status] },
                        { head: words.reason, cell: (row) => words.because[row.because] },
                        {
                            head: words.transaction,
                            cell: (row) => <Mono>{row.transaction_id ?? '–'}</Mono>,
                        },
                    ]}
                />
            )}
        </Section>
    )
}

function Details({ paid }: { paid: Payment }) {
    const words = usePaymentWords()
    const { state } = useOperationWords()
    const card = useCard()
    const visit = paid.appointment
    return (
        <Facts
            rows={[
                [state, <PaymentState key="state" payment={paid} />],
                [words.amount, money(paid.amount_cents, paid.currency)],
                [words.refunded, money(paid.refunded_cents, paid.currency)],
                [words.kind, words.kinds[paid.kind]],
                [
                    words.visit,
                    visit
                        ? `${visit.reference}, ${visit.doctor_name}, ${full_day(visit.local_date)} ${visit.local_time}`
                        : '–',
                ],
                [words.card, card(paid)],
                [words.provider, paid.provider],
                [words.transaction, <Mono key="transaction">{paid.transaction_id ?? '–'}</Mono>],
                [words.created, moment(paid.created_at)],
            ]}
        />
    )
}

export default function PaymentPage() {
    const { id } = route.useParams()
    const words = usePaymentWords()
    const { data, error, isPending, refetch } = useQuery(payment(id))
    const [is_asking, ask] = useState(false)
    const can_give_back = data && ['succeeded', 'partially_refunded'].includes(data.status)
    return (
        <StaffPage
            title={words.payment}
            actions={
                can_give_back && (
                    <Button look="warning" onClick={() => ask(true)}>
                        {words.give_back}
                    </Button>
                )
            }
        >
            <p className="mt-1 mb-4">
                <Link to="/admin/payments" className="link inline-block py-0.5">
                    {words.back}
                </Link>
            </p>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <Details paid={data} />
                    <WentBack id={id} />
                    {is_asking && <GiveBack paid={data} close={() => ask(false)} />}
                </>
            )}
        </StaffPage>
    )
}
