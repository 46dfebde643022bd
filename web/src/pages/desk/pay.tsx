// Takes a card at the desk for what a visit still costs. The server knows how much that is.
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

export function PayDialog({ visit, open, close }: { visit: Appointment; open: boolean; close: () => void }) {
    const own = useDeskWords().visit
    const labels = useCardWords()
    const keep = useKeep()
    const check = useCardCheck()
    const form = useForm(no_card)
    const { waits, pay } = usePaying()
    const is_whole = visit.payment_status === 'unpaid'
    const price = money(visit.price_cents, visit.currency)
    const submit = () =>
        form.submit(
            async (key) => {
                await pay({ appointment_id: visit.id }, form.values, key)
                keep(await api.get('/appointments/{id}', { path: { id: visit.id } }))
                toast(own.paid_now)
                form.set(no_card)
                close()
            },
            { check },
        )
    return (
        <Dialog title={own.pay_title} open={open} close={close}>
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
                        {is_whole ? own.take(price) : own.take_rest}
                    </Button>
                    <Button look="secondary" onClick={close}>
                        {own.not_now}
                    </Button>
                </div>
            </form>
        </Dialog>
    )
}
