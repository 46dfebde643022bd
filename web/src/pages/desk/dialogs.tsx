// What asks first: a visit that nobody came to, one that is cancelled.
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { type Appointment, clinic_payments } from '../../api/queries'
import { full_day, money } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { Summary, TextArea, useForm } from '../../ui/form'
import { Button, Dialog } from '../../ui/parts'
import { useKeep, useTrouble } from './steps'

interface Question {
    visit: Appointment
    open: boolean
    close: () => void
}
export const when = (visit: Pick<Appointment, 'local_date' | 'local_time'>) =>
    `${full_day(visit.local_date)}, ${visit.local_time}`
export const has_paid = (visit: Appointment) =>
    ['paid', 'deposit_paid', 'partially_refunded'].includes(visit.payment_status)

export function NoShowDialog({ visit, open, close }: Question) {
    const own = useDeskWords().visit
    const keep = useKeep()
    const trouble = useTrouble()
    const policy = useQuery({ ...clinic_payments(visit.clinic.id), enabled: open && has_paid(visit) }).data
    const fee = policy?.no_show_fee_cents
    const { id, version } = visit
    // Whatever another has done meanwhile is shown instead.
    const run = async () => {
        try {
            keep(await api.post('/appointments/{id}/no-show', { path: { id }, version }))
            toast(own.missed)
        } catch (error) {
            await trouble(visit.id, error).catch(() => undefined)
        }
    }
    return (
        <Asked
            open={open}
            close={close}
            title={own.no_show_title(visit.patient_name ?? '')}
            text={when(visit)}
            yes={own.no_show}
            no={own.keep}
            run={run}
        >
            <p>{own.no_show_text}</p>
            {has_paid(visit) && (
                <p className="font-medium">
                    {typeof fee === 'number'
                        ? own.no_show_fee(money(fee, visit.currency))
                        : own.no_show_keeps}
                </p>
            )}
        </Asked>
    )
}

function CancelForm({ visit, close }: Omit<Question, 'open'>) {
    const own = useDeskWords().visit
    const keep = useKeep()
    const trouble = useTrouble()
    const form = useForm({ reason: '' })
    const refund =
        visit.payment_status === 'paid'
            ? own.cancel_and_refund(money(visit.price_cents, visit.currency))
            : has_paid(visit)
              ? own.cancel_and_deposit
              : own.cancel_now
    const submit = () =>
        form.submit(
            async (key) => {
                const { id, version } = visit
                const reason = form.values.reason.trim()
                keep(
                    await api.post('/appointments/{id}/cancel', {
                        path: { id },
                        version,
                        body: reason ? { reason } : {},
                        key,
                    }),
                )
                close()
                toast(own.cancelled)
            },
            {
                handle: (problem) => {
                    if (problem.status !== 412 && problem.code !== 'invalid_transition') return false
                    close()
                    void trouble(visit.id, problem)
                    return true
                },
            },
        )
    return (
        <>
            <p className="mt-3">
                {visit.patient_name}, {when(visit)}, {visit.doctor_name}
            </p>
            <p className="mt-2 font-medium">{has_paid(visit) ? own.cancel_refund : own.cancel_free}</p>
            <form
                noValidate
                className="mt-4 space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    void submit()
                }}
            >
                <Summary form={form} labels={{ reason: own.cancel_reason }} />
                <TextArea
                    {...form.bind('reason')}
                    label={own.cancel_reason}
                    hint={own.cancel_reason_hint}
                    optional
                    maxLength={500}
                    autoComplete="off"
                />
                <div className="grid gap-3">
                    <Button type="submit" look="danger" pending={form.pending}>
                        {refund}
                    </Button>
                    <Button look="secondary" onClick={close}>
                        {own.keep}
                    </Button>
                </div>
            </form>
        </>
    )
}

// What was typed and refused goes when it closes.
export function CancelDialog({ visit, open, close }: Question) {
    const own = useDeskWords().visit
    return (
        <Dialog title={own.cancel_title} open={open} close={close}>
            <CancelForm visit={visit} close={close} />
        </Dialog>
    )
}
