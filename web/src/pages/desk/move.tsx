// Another time with the same doctor, in the place of what else can be done with a visit.
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, type Problem } from '../../api/client'
import type { Appointment } from '../../api/queries'
import { useWords } from '../../i18n'
import { useDeskWords } from '../../i18n/desk'
import { useBookingWords } from '../../i18n/desk_book'
import { toast } from '../../state/toasts'
import { Field, Summary, useForm } from '../../ui/form'
import { Button, Notice } from '../../ui/parts'
import { has_paid, when } from './dialogs'
import { OtherTime } from './other_time'
import { useKeep, useTrouble } from './steps'
import { type ChosenTime, OneDoctor, place_of, type Slot, Taken } from './times'

function useMove(visit: Appointment, close: () => void) {
    const words = useWords()
    const own = useDeskWords().visit
    const cache = useQueryClient()
    const keep = useKeep()
    const trouble = useTrouble()
    const form = useForm({ override_reason: '' })
    const [chosen, set_chosen] = useState<ChosenTime>()
    const [refused, refuse] = useState<ReadonlySet<string>>(new Set())
    const [taken, set_taken] = useState<Slot[]>()
    const choose = (time: ChosenTime) => {
        set_chosen(time)
        set_taken(undefined)
        form.clear()
    }
    const handle = (problem: Problem) => {
        void cache.invalidateQueries({ queryKey: ['availability', visit.doctor_id] })
        if (problem.code === 'slot_taken' && chosen) {
            refuse(new Set([...refused, place_of(chosen)]))
            set_chosen(undefined)
            set_taken(problem.body.alternatives ?? [])
            return true
        }
        if (problem.status !== 412 && problem.code !== 'invalid_transition') return false
        close()
        void trouble(visit.id, problem)
        return true
    }
    const submit = () => {
        if (!chosen) return
        const { start, rules } = chosen
        const exception = rules && { override: rules, override_reason: form.values.override_reason.trim() }
        void form.submit(
            async () => {
                const { id, version } = visit
                const body = { start, ...exception }
                const moved = await api.patch('/appointments/{id}', { path: { id }, version, body })
                keep(moved)
                void cache.invalidateQueries({ queryKey: ['availability', visit.doctor_id] })
                toast(own.moved(when(moved)))
                close()
            },
            {
                check: (values) =>
                    rules && !values.override_reason.trim() ? { override_reason: words.form.required } : {},
                handle,
            },
        )
    }
    return { form, chosen, choose, refused, taken, submit }
}

export function MoveForm({ visit, close }: { visit: Appointment; close: () => void }) {
    const own = useDeskWords().visit
    const words = useBookingWords()
    const act = useRef<HTMLButtonElement>(null)
    const [from, set_from] = useState('')
    const { form, chosen, choose, refused, taken, submit } = useMove(visit, close)
    const doctor = { id: visit.doctor_id, name: visit.doctor_name }
    return (
        <form
            noValidate
            aria-label={own.move_title}
            className="mt-4 space-y-4 border-t border-line pt-4"
            onSubmit={(event) => {
                event.preventDefault()
                submit()
            }}
        >
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
            {taken && <Taken alternatives={taken} doctor={doctor} choose={choose} />}
            <OneDoctor
                doctor={doctor}
                visit_type={visit.visit_type}
                from={from || undefined}
                choosing={{ chosen, choose, refused, go_on: () => act.current?.focus() }}
            />
            <OtherTime doctor={doctor} visit_type={visit.visit_type} choose={choose} />
            {has_paid(visit) && <Notice>{words.move_paid}</Notice>}
            <div className="sticky bottom-0 space-y-3 bg-surface py-2">
                {chosen?.rules && (
                    <Field
                        {...form.bind('override_reason')}
                        label={words.times.why}
                        maxLength={200}
                        autoComplete="off"
                    />
                )}
                <Summary form={form} labels={{ override_reason: words.times.why }} />
                <div className="flex flex-wrap gap-2">
                    <Button
                        ref={act}
                        type="submit"
                        pending={form.pending}
                        disabled={!chosen}
                        className="disabled:opacity-60"
                    >
                        {chosen ? words.move_to(when(chosen)) : own.move}
                    </Button>
                    <Button look="secondary" onClick={close}>
                        {words.back}
                    </Button>
                </div>
            </div>
        </form>
    )
}
