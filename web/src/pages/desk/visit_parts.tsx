// What is written with a visit: its notes, and who did what to it.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { history } from '../../api/desk'
import type { Appointment } from '../../api/queries'
import { moment } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { toast } from '../../state/toasts'
import { Failure, Summary, TextArea, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'
import { useKeep, useTrouble } from './steps'

export function History({ visit }: { visit: Appointment }) {
    const own = useDeskWords()
    const [open, set_open] = useState(false)
    const { data, error, refetch } = useQuery({ ...history(visit.id, visit.version), enabled: open })
    return (
        <details
            className="mt-4 border-t border-line pt-3"
            onToggle={(event) => set_open(event.currentTarget.open)}
        >
            <summary className="min-h-6 cursor-pointer font-semibold">{own.visit.history}</summary>
            {open && error && <Failure error={error} retry={refetch} />}
            {open && !error && !data && <Loading rows={1} height="h-16" />}
            {data && !data.complete && <p className="mt-2 text-sm text-muted">{own.visit.no_earlier}</p>}
            <ol className="mt-2 space-y-2">
                {data?.data.map((step) => {
                    const role = own.roles[step.role] ?? step.role
                    const rules = step.overridden.map((rule) => own.rules[rule] ?? rule).join(', ')
                    return (
                        <li key={`${step.at} ${step.action}`}>
                            <span className="font-medium">{own.actions[step.action] ?? step.action}</span>
                            {rules && <span> ({own.visit.overridden(rules)})</span>}
                            <span className="block text-sm text-muted">
                                {moment(step.at, visit.timezone)} ·{' '}
                                {step.name ? own.visit.by(step.name, role) : role}
                            </span>
                        </li>
                    )
                })}
            </ol>
        </details>
    )
}

export function Notes({ visit }: { visit: Appointment }) {
    const own = useDeskWords()
    const keep = useKeep()
    const trouble = useTrouble()
    const current = visit.notes ?? ''
    const form = useForm({ notes: current })
    const [base, set_base] = useState(current)
    const is_changed = form.values.notes !== base
    // What another writes meanwhile is shown, but not in the place of what is being typed.
    if (current !== base && !is_changed) {
        set_base(current)
        form.set({ notes: current })
    }
    const submit = () =>
        form.submit(
            async () => {
                const { id, version } = visit
                const notes = form.values.notes.trim()
                keep(
                    await api.patch('/appointments/{id}', {
                        path: { id },
                        version,
                        body: { notes: notes || null },
                    }),
                )
                set_base(notes)
                form.set({ notes })
                toast(own.visit.saved)
            },
            {
                handle: (problem) => {
                    if (problem.status !== 412) return false
                    void trouble(visit.id, problem)
                    return true
                },
            },
        )
    return (
        <form
            noValidate
            className="mt-4 space-y-3 border-t border-line pt-4"
            onSubmit={(event) => {
                event.preventDefault()
                void submit()
            }}
        >
            <Summary form={form} labels={{ notes: own.visit.notes }} />
            <TextArea
                {...form.bind('notes')}
                label={own.visit.notes}
                hint={own.visit.notes_hint}
                maxLength={2000}
                autoComplete="off"
            />
            {current !== base && (
                <Notice kind="warn" className="py-2!">
                    {own.visit.notes_changed(current)}
                </Notice>
            )}
            {is_changed && (
                <Button type="submit" look="secondary" pending={form.pending}>
                    {own.visit.save}
                </Button>
            )}
        </form>
    )
}
