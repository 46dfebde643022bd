// What asks first: a visit that nobody came to, one that is cancelled, one that goes to another time.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, Problem } from '../../api/client'
import { type Appointment, clinic_payments } from '../../api/queries'
import { full_day, money } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { useBookingWords } from '../../i18n/desk_book'
import { toast } from '../../state/toasts'
import { Failure, Summary, TextArea, useForm } from '../../ui/form'
import { Button, Dialog, Notice } from '../../ui/parts'
import { useKeep, useTrouble } from './steps'
import { type ChosenTime, OneDoctor, place_of, type Slot, Taken } from './times'

interface Asked {
    visit: Appointment
    open: boolean
    close: () => void
}
const when = (visit: Pick<Appointment, 'local_date' | 'local_time'>) =>
    `${full_day(visit.local_date)}, ${visit.local_time}`
const has_paid = (visit: Appointment) =>
    ['paid', 'deposit_paid', 'partially_refunded'].includes(visit.payment_status)

// Runs a step that cannot be undone; whatever another has done meanwhile is shown instead.
function useStep(visit: Appointment, close: () => void) {
    const keep = useKeep()
    const trouble = useTrouble()
    const [pending, set_pending] = useState(false)
    const run = async (call: () => Promise<Appointment>, said: string) => {
        set_pending(true)
        try {
            keep(await call())
            toast(said)
        } catch (error) {
            await trouble(visit.id, error).catch(() => undefined)
        } finally {
            set_pending(false)
            close()
        }
    }
    return { pending, run }
}

export function NoShowDialog({ visit, open, close }: Asked) {
    const own = useDeskWords().visit
    const { pending, run } = useStep(visit, close)
    const policy = useQuery({ ...clinic_payments(visit.clinic.id), enabled: open && has_paid(visit) }).data
    const fee = policy?.no_show_fee_cents
    const { id, version } = visit
    return (
        <Dialog title={own.no_show_title(visit.patient_name ?? '')} open={open} close={close}>
            <p className="mt-3">{when(visit)}</p>
            <p className="mt-2">{own.no_show_text}</p>
            {has_paid(visit) && (
                <p className="mt-2 font-medium">
                    {typeof fee === 'number'
                        ? own.no_show_fee(money(fee, visit.currency))
                        : own.no_show_keeps}
                </p>
            )}
            <div className="mt-5 grid gap-3">
                <Button
                    look="danger"
                    pending={pending}
                    onClick={() =>
                        run(
                            () => api.post('/appointments/{id}/no-show', { path: { id }, version }),
                            own.missed,
                        )
                    }
                >
                    {own.no_show}
                </Button>
                <Button look="secondary" onClick={close}>
                    {own.keep}
                </Button>
            </div>
        </Dialog>
    )
}

export function CancelDialog({ visit, open, close }: Asked) {
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
        <Dialog title={own.cancel_title} open={open} close={close}>
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
        </Dialog>
    )
}

// In the place of the panel's facts: another time with the same doctor.
export function MoveForm({ visit, close }: { visit: Appointment; close: () => void }) {
    const own = useDeskWords().visit
    const words = useBookingWords()
    const cache = useQueryClient()
    const keep = useKeep()
    const trouble = useTrouble()
    const act = useRef<HTMLButtonElement>(null)
    const [from, set_from] = useState('')
    const [chosen, choose] = useState<ChosenTime>()
    const [refused, refuse] = useState<ReadonlySet<string>>(new Set())
    const [taken, set_taken] = useState<Slot[]>()
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const doctor = { id: visit.doctor_id, name: visit.doctor_name }
    const take = (time: ChosenTime) => {
        choose(time)
        set_taken(undefined)
        set_error(undefined)
    }
    const move = async () => {
        if (!chosen) return
        set_pending(true)
        set_error(undefined)
        try {
            const { id, version } = visit
            const moved = await api.patch('/appointments/{id}', {
                path: { id },
                version,
                body: { start: chosen.start },
            })
            keep(moved)
            toast(own.moved(when(moved)))
            close()
        } catch (problem) {
            const known = problem instanceof Problem ? problem : undefined
            if (known?.code === 'slot_taken') {
                refuse(new Set([...refused, place_of(chosen)]))
                choose(undefined)
                set_taken(known.body.alternatives ?? [])
            } else if (known?.status === 412 || known?.code === 'invalid_transition') {
                close()
                await trouble(visit.id, problem).catch(() => undefined)
            } else set_error(problem)
        } finally {
            set_pending(false)
            void cache.invalidateQueries({ queryKey: ['availability', visit.doctor_id] })
        }
    }
    return (
        <section aria-label={own.move_title} className="mt-4 space-y-4 border-t border-line pt-4">
            <h3 className="text-lg font-bold">{own.move_title}</h3>
            <label className="block">
                <span className="mb-1 block font-medium">{words.from}</span>
                <input
                    type="date"
                    className="field max-w-48"
                    value={from}
                    onChange={(event) => set_from(event.target.value)}
                />
            </label>
            {taken && <Taken alternatives={taken} doctor={doctor} choose={take} />}
            {Boolean(error) && <Failure error={error} />}
            <OneDoctor
                doctor={doctor}
                visit_type={visit.visit_type}
                from={from || undefined}
                choosing={{ chosen, choose: take, refused, go_on: () => act.current?.focus() }}
            />
            {has_paid(visit) && <Notice>{words.move_paid}</Notice>}
            <div className="sticky bottom-0 flex flex-wrap gap-2 bg-surface py-2">
                <Button
                    ref={act}
                    pending={pending}
                    disabled={!chosen}
                    className="disabled:opacity-60"
                    onClick={move}
                >
                    {chosen
                        ? words.move_to(`${full_day(chosen.local_date)}, ${chosen.local_time}`)
                        : own.move}
                </Button>
                <Button look="secondary" onClick={close}>
                    {words.back}
                </Button>
            </div>
        </section>
    )
}
