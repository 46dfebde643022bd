// A visit that was opened on the agenda: what is known of it, and everything that can be done about it, in one dialog.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { availability } from '../../api/queries'
import { long_day, money } from '../../format'
import { useWords } from '../../i18n'
import { usePracticeWords } from '../../i18n/practice'
import { toast } from '../../state/toasts'
import { Field, FormBox, Select, TextArea, useForm } from '../../ui/form'
import { Button, Dialog, Loading } from '../../ui/parts'
import { Facts } from '../../ui/staff'
import { show, type Visit } from './steps'
import { Notes, PatientLink, Steps, VisitStatus } from './visit_parts'

type Mode = 'look' | 'move' | 'cancel'
interface Part {
    visit: Visit
    done: () => void
}

// Who was quicker is not overruled: the newest is shown, what was typed stays.
function useNewest(visit: Visit) {
    const cache = useQueryClient()
    const own = usePracticeWords().visit
    return async (error: unknown): Promise<never> => {
        if (error instanceof Problem && error.status === 412) {
            show(cache, await api.get('/appointments/{id}', { path: { id: visit.id } }))
            throw new Problem(412, { detail: own.changed })
        }
        throw error
    }
}

function MoveForm({ visit, done }: Part) {
    const own = usePracticeWords().visit
    const cache = useQueryClient()
    const quicker = useNewest(visit)
    const form = useForm({ from: '', start: '' })
    const { data, isPending, refetch } = useQuery(
        availability(visit.doctor_id, form.values.from || undefined, visit.visit_type),
    )
    const days = data?.days.filter((day) => day.slots.length > 0) ?? []
    const move = async () => {
        try {
            const body = { start: form.values.start }
            const moved = await api
                .patch('/appointments/{id}', { path: { id: visit.id }, version: visit.version, body })
                .catch(quicker)
            await cache.invalidateQueries({ queryKey: ['mine', 'agenda'] })
            toast(own.moved(`${long_day(moved.local_date)}, ${moved.local_time}`))
            done()
        } catch (error) {
            void refetch()
            throw error
        }
    }
    return (
        <FormBox
            form={form}
            labels={{ from: own.day, start: own.time }}
            action={own.move_action}
            check={(values) => (values.start ? {} : { start: own.choose_time })}
            send={move}
            className="mt-4 space-y-4"
        >
            <Field {...form.bind('from')} type="date" label={own.day} optional />
            {isPending && <Loading rows={1} height="h-9" />}
            {data && days.length === 0 && <p>{own.no_times}</p>}
            {days.length > 0 && (
                <Select {...form.bind('start')} label={own.time} hint={own.move_hint}>
                    <option value="">–</option>
                    {days.map((day) => (
                        <optgroup key={day.date} label={long_day(day.date)}>
                            {day.slots.map((slot) => (
                                <option key={slot.start} value={slot.start}>
                                    {long_day(day.date)}, {slot.local_time}
                                </option>
                            ))}
                        </optgroup>
                    ))}
                </Select>
            )}
        </FormBox>
    )
}

function CancelForm({ visit, done }: Part) {
    const own = usePracticeWords().visit
    const cache = useQueryClient()
    const quicker = useNewest(visit)
    const form = useForm({ reason: '' })
    const cancel = async (key: string) => {
        await api
            .post('/appointments/{id}/cancel', {
                path: { id: visit.id },
                version: visit.version,
                body: { reason: form.values.reason.trim() || undefined },
                key,
            })
            .catch(quicker)
        await cache.invalidateQueries({ queryKey: ['mine', 'agenda'] })
        toast(own.cancelled(visit.patient_name ?? visit.reference))
        done()
    }
    return (
        <FormBox
            form={form}
            action={own.cancel_action}
            look="danger"
            send={cancel}
            className="mt-4 space-y-4"
        >
            <p>{own.cancel_text}</p>
            <TextArea {...form.bind('reason')} label={own.cancel_reason} optional maxLength={500} />
        </FormBox>
    )
}

function Look({ visit, type_name }: { visit: Visit; type_name: (code: string) => string }) {
    const words = useWords()
    const own = usePracticeWords().visit
    const facts: [string, React.ReactNode][] = [
        [
            own.when,
            `${long_day(visit.local_date)}, ${visit.local_time} · ${words.minutes(visit.duration_minutes)}`,
        ],
        [own.type, type_name(visit.visit_type)],
        [own.where, visit.mode === 'video' ? words.video : `${visit.clinic.name}, ${visit.clinic.city}`],
        [own.reason, visit.reason || own.no_reason],
        [own.price, money(visit.price_cents, visit.currency)],
        [own.reference, visit.reference],
    ]
    return (
        <div className="mt-3 space-y-4">
            <p className="flex flex-wrap items-center gap-3">
                <PatientLink visit={visit} />
                <VisitStatus status={visit.status} />
            </p>
            <Facts rows={facts} />
            <Notes visit={visit} />
            <Steps visit={visit} />
        </div>
    )
}

export function VisitPanel({
    visit,
    close,
    type_name,
}: {
    visit: Visit | undefined
    close: () => void
    type_name: (code: string) => string
}) {
    const own = usePracticeWords().visit
    const [mode, set_mode] = useState<Mode>('look')
    const leave = () => {
        set_mode('look')
        close()
    }
    const is_ahead = visit?.status === 'booked' || visit?.status === 'pending'
    const titles = {
        look: visit ? `${visit.local_time} ${visit.patient_name ?? own.nobody}` : '',
        move: own.move_title,
        cancel: own.cancel_title,
    }
    return (
        <Dialog title={titles[mode]} open={visit !== undefined} close={leave}>
            {visit && (
                <>
                    {mode === 'look' && <Look key={visit.id} visit={visit} type_name={type_name} />}
                    {mode === 'move' && <MoveForm visit={visit} done={leave} />}
                    {mode === 'cancel' && <CancelForm visit={visit} done={leave} />}
                    <div className="mt-5 flex flex-wrap gap-2 border-t border-line pt-4">
                        {mode === 'look' && is_ahead && (
                            <>
                                <Button look="secondary" onClick={() => set_mode('move')}>
                                    {own.move}
                                </Button>
                                <Button look="warning" onClick={() => set_mode('cancel')}>
                                    {own.cancel}
                                </Button>
                            </>
                        )}
                        {mode !== 'look' && (
                            <Button look="secondary" onClick={() => set_mode('look')}>
                                {own.back}
                            </Button>
                        )}
                        <Button look="secondary" className="ml-auto" onClick={leave}>
                            {own.close}
                        </Button>
                    </div>
                </>
            )}
        </Dialog>
    )
}
