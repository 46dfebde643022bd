// Dates that differ from the weekly hours: added and removed only after it was seen what that does.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, server_now } from '../../api/client'
import { my_schedule } from '../../api/first'
import { type Exception, exceptions, type Preview } from '../../api/practice'
import { long_day, time_at } from '../../format'
import { useWords } from '../../i18n'
import { useHoursWords } from '../../i18n/practice_hours'
import { toast } from '../../state/toasts'
import { Confirm } from '../../ui/editing'
import { Failure, Field, FormBox, Summary, useForm } from '../../ui/form'
import { Badge, Button, Choice, Loading } from '../../ui/parts'
import { Outside } from './preview'

type Kind = Exception['kind']
const when = (at: string) => `${long_day(at.slice(0, 10))}, ${at.slice(11, 16)}`
const span_of = ({ start, end }: { start: string; end: string }) =>
    start.slice(0, 10) === end.slice(0, 10)
        ? `${when(start)}–${end.slice(11, 16)}`
        : `${when(start)} – ${when(end)}`

// What is asked before a calendar changes.
interface Question {
    title: string
    text: string
    action: string
    preview: Preview
    run: () => Promise<void>
}

function useChanged(id: string) {
    const cache = useQueryClient()
    return async (text: string) => {
        toast(text)
        await Promise.all([
            cache.invalidateQueries({ queryKey: exceptions(id).queryKey }),
            cache.invalidateQueries({ queryKey: my_schedule(id).queryKey }),
            cache.invalidateQueries({ queryKey: ['mine', 'agenda'] }),
        ])
    }
}

function Asked({ question, close }: { question: Question; close: () => void }) {
    const run = async () => {
        await question.run()
        close()
    }
    return (
        <Confirm title={question.title} action={question.action} look="primary" close={close} run={run}>
            <p className="font-medium">{question.text}</p>
            <Outside visits={question.preview.outside} />
        </Confirm>
    )
}

function AddForm({ id, ask }: { id: string; ask: (question: Question) => void }) {
    const own = useHoursWords()
    const words = useWords()
    const changed = useChanged(id)
    const form = useForm({ kind: 'closed', start: '', end: '', reason: '' })
    const { start, end } = form.values
    const kind = form.values.kind as Kind
    const see = async (key: string) => {
        const body = { kind, start, end, reason: form.values.reason.trim() || null }
        const path = { id }
        const preview = await api.post('/doctors/{id}/exceptions/preview', { path, body: { add: body } })
        ask({
            title: own.add_title[kind],
            text: span_of(body),
            action: own.add_action[kind],
            preview,
            run: async () => {
                await api.post('/doctors/{id}/exceptions', { path, body, key })
                form.set({ start: '', end: '', reason: '' })
                await changed(own.added)
            },
        })
    }
    const demand = (value: string) => (value ? undefined : words.form.required)
    const time = { type: 'datetime-local', step: 300 } as const
    return (
        <FormBox
            form={form}
            labels={{ start: own.start, end: own.end, reason: own.reason }}
            action={own.see}
            look="secondary"
            check={(values) => ({ start: demand(values.start), end: demand(values.end) })}
            send={see}
            className="card mt-4 max-w-2xl space-y-4 p-4"
        >
            <fieldset>
                <legend className="mb-1 font-medium">{own.kind}</legend>
                <div className="grid gap-2 sm:grid-cols-2">
                    {(['closed', 'open'] as const).map((one) => (
                        <Choice
                            key={one}
                            name="kind"
                            value={one}
                            checked={kind === one}
                            onChange={(value) => form.set({ kind: value })}
                        >
                            {own.kinds[one]}
                        </Choice>
                    ))}
                </div>
            </fieldset>
            <div className="grid gap-4 sm:grid-cols-2">
                <Field {...form.bind('start')} {...time} label={own.start} />
                <Field {...form.bind('end')} {...time} label={own.end} />
            </div>
            <Field
                {...form.bind('reason')}
                label={own.reason}
                hint={own.reason_hint}
                optional
                maxLength={200}
                autoComplete="off"
            />
        </FormBox>
    )
}

function Item({ one, remove }: { one: Exception; remove: () => Promise<void> }) {
    const own = useHoursWords()
    const look = useForm({})
    return (
        <li className="card flex flex-wrap items-center justify-between gap-3 p-3">
            <div className="min-w-0">
                <p>
                    <Badge kind={one.kind === 'closed' ? 'warn' : 'ok'}>{own.kinds[one.kind]}</Badge>{' '}
                    <strong className="font-semibold">{span_of(one)}</strong>
                </p>
                {one.reason && <p className="text-sm text-muted">{one.reason}</p>}
                <Summary form={look} labels={{}} />
            </div>
            <Button
                look="secondary"
                pending={look.pending}
                aria-label={own.remove_of(`${own.kinds[one.kind]}, ${span_of(one)}`)}
                onClick={() => look.submit(remove)}
            >
                {own.remove}
            </Button>
        </li>
    )
}

export function Exceptions({ id, from }: { id: string; from: string }) {
    const own = useHoursWords()
    const { data, error, isPending, refetch } = useQuery(exceptions(id))
    const [question, ask] = useState<Question>()
    const changed = useChanged(id)
    const today = time_at(server_now(), from).date
    const coming = data?.filter((one) => one.end.slice(0, 10) >= today) ?? []
    const past = (data?.length ?? 0) - coming.length
    const remove = async (one: Exception) => {
        const preview = await api.post('/doctors/{id}/exceptions/preview', {
            path: { id },
            body: { remove: one.id },
        })
        ask({
            title: own.remove_title,
            text: `${own.kinds[one.kind]}, ${span_of(one)}`,
            action: own.remove_action,
            preview,
            run: async () => {
                await api.delete('/doctors/{id}/exceptions/{exception_id}', {
                    path: { id, exception_id: one.id },
                })
                await changed(own.removed)
            },
        })
    }
    return (
        <section className="mt-12" aria-labelledby="exceptions">
            <h2 id="exceptions" className="text-xl font-bold">
                {own.exceptions}
            </h2>
            <p className="text-muted">{own.exceptions_hint}</p>
            {isPending && <Loading rows={1} height="h-16" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && coming.length === 0 && <p className="mt-4">{own.no_exceptions}</p>}
            <ul className="mt-4 space-y-2">
                {coming.map((one) => (
                    <Item key={one.id} one={one} remove={() => remove(one)} />
                ))}
            </ul>
            {past > 0 && <p className="mt-2 text-sm text-muted">{own.past(past)}</p>}
            <AddForm id={id} ask={ask} />
            {question && (
                <Asked question={question} close={() => ask((now) => (now === question ? undefined : now))} />
            )}
        </section>
    )
}
