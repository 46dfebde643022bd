// Pays for a visit that waits for it, or what a deposit has left. Whoever comes back from their bank, also in another tab or after a
// reload, is told what became of it.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { due, payments } from '../../api/account_queries'
import { Problem, type Schemas } from '../../api/client'
import { type Appointment, appointment } from '../../api/queries'
import { moment, money } from '../../format'
import { useMoneyWords } from '../../i18n/account_money'
import { useCardWords } from '../../i18n/card'
import { toast } from '../../state/toasts'
import { CardFields, no_card, type Payment, useCardCheck, usePaying, Waits } from '../../ui/card'
import { Failure, FormBox, useForm } from '../../ui/form'
import { Loading, Notice, Page } from '../../ui/parts'
import { When } from '../../ui/when'

const route = getRouteApi('/people/appointments/$id/pay')

function Paying({ visit, asked }: { visit: Appointment; asked: Schemas['DuePayment'] }) {
    const words = useMoneyWords().pay
    const labels = useCardWords() as unknown as Partial<typeof no_card>
    const cache = useQueryClient()
    const navigate = useNavigate()
    const form = useForm(no_card)
    const check = useCardCheck()
    const { waits, pay, finish } = usePaying()
    const found = useInfiniteQuery(payments()).data?.pages.flatMap((page) => page.data)
    const open = found?.find(
        (one) =>
            one.appointment_id === visit.id &&
            (one.status === 'requires_action' || one.status === 'processing'),
    )
    const done = async () => {
        toast(words.paid)
        // Read anew by the next page, not by this one: nothing is due any more.
        await cache.invalidateQueries({ queryKey: ['mine'], refetchType: 'none' })
        await navigate({ to: '/appointments/$id', params: { id: visit.id }, replace: true })
    }
    // One that was begun before is waited for; the form keeps anybody from paying meanwhile.
    const waited_for = useRef<string>(undefined)
    const go_on = async (payment: Payment) => {
        await finish(payment)
        await done()
    }
    useEffect(() => {
        if (!open || waited_for.current || form.pending) return
        waited_for.current = open.id
        form.submit(() => go_on(open))
    })
    return (
        <FormBox
            form={form}
            labels={labels}
            action={words.action(money(asked.amount_cents, asked.currency))}
            className="mt-6 space-y-6"
            check={check}
            send={async (key) => {
                waited_for.current = 'this one'
                const what = { appointment_id: visit.id, amount_cents: asked.amount_cents }
                await pay(what, form.values, key)
                await done()
            }}
        >
            <CardFields form={form} />
            <Waits payment={waits} />
        </FormBox>
    )
}

export default function PayPage() {
    const words = useMoneyWords().pay
    const { id } = route.useParams()
    const visit = useQuery(appointment(id))
    const asked = useQuery(due(id))
    const problem = visit.error ?? asked.error
    // Paid already, or nothing to pay for: to try again would change nothing.
    const is_answer = problem instanceof Problem && (problem.status === 409 || problem.status === 422)
    return (
        <Page title={words.title} width="max-w-2xl">
            {(visit.isPending || asked.isPending) && !problem && <Loading height="h-44" rows={2} />}
            {visit.data && (
                <section className="card mt-4 p-4 sm:p-6" aria-label={words.title}>
                    <p className="text-lg">
                        <When visit={visit.data} />
                    </p>
                    <p>{visit.data.doctor_name}</p>
                    <p className="text-muted">
                        {visit.data.clinic.name}, {visit.data.clinic.city}
                    </p>
                    {asked.data && (
                        <p className="mt-2">
                            {words.amount[asked.data.kind]}:{' '}
                            <strong>{money(asked.data.amount_cents, asked.data.currency)}</strong>
                        </p>
                    )}
                </section>
            )}
            {visit.data?.status === 'pending' && visit.data.pay_until && asked.data && (
                <Notice kind="warn" className="mt-4">
                    {words.until(moment(visit.data.pay_until, visit.data.timezone))}
                </Notice>
            )}
            {problem && (
                <div className="mt-4">
                    {is_answer ? (
                        <Notice>
                            <p>{problem.message}</p>
                        </Notice>
                    ) : (
                        <Failure error={problem} retry={() => [visit.refetch(), asked.refetch()]} />
                    )}
                </div>
            )}
            {visit.data && asked.data && <Paying visit={visit.data} asked={asked.data} />}
            <p className="mt-8">
                <Link to="/appointments/$id" params={{ id }} className="link inline-block py-1">
                    {words.back}
                </Link>
            </p>
        </Page>
    )
}
