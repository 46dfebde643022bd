// Takes a card at the desk for what a visit still costs. The server knows how much that is.
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { Appointment } from '../../api/queries'
import { money } from '../../format'
import { useCardWords } from '../../i18n/card'
import { useDeskWords } from '../../i18n/desk'
import { toast } from '../../state/toasts'
import { CardFields, no_card, useCardCheck, usePaying, Waits } from '../../ui/card'
import { Summary, useForm } from '../../ui/form'
import { Button, Dialog } from '../../ui/parts'
import { useKeep } from './steps'

function PayForm({ visit, close }: { visit: Appointment; close: () => void }) {
    const own = useDeskWords().visit
    const labels = useCardWords()
    const keep = useKeep()
    const check = useCardCheck()
    const form = useForm(no_card)
    const { waits, pay } = usePaying()
    const due = useQuery({
        queryKey: ['desk', 'due', visit.id, visit.version],
        queryFn: ({ signal }) => api.get('/appointments/{id}/due', { path: { id: visit.id }, signal }),
    }).data
    const submit = () =>
        form.submit(
            async (key) => {
                await pay({ appointment_id: visit.id }, form.values, key)
                keep(await api.get('/appointments/{id}', { path: { id: visit.id } }))
                toast(own.paid_now)
                close()
            },
            { check },
        )
    return (
        <>
            <p className="mt-3">
                {visit.patient_name}, {visit.reference}
            </p>
            <form
                noValidate
                className="mt-4 space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    void submit()
                }}
            >
                <Summary form={form} labels={labels} />
                <CardFields form={form} />
                <Waits payment={waits} />
                <div className="grid gap-3">
                    <Button type="submit" pending={form.pending}>
                        {due ? own.take(money(due.amount_cents, due.currency)) : own.pay}
                    </Button>
                    <Button look="secondary" onClick={close}>
                        {own.not_now}
                    </Button>
                </div>
            </form>
        </>
    )
}

// The card goes when it closes.
export function PayDialog({ visit, open, close }: { visit: Appointment; open: boolean; close: () => void }) {
    const own = useDeskWords().visit
    return (
        <Dialog title={own.pay_title} open={open} close={close}>
            <PayForm visit={visit} close={close} />
        </Dialog>
    )
}
