// For whom somebody acts, who acts for them, and who asks to.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { all_relatives } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import { day_of_instant, plain_day } from '../../format'
import { useWords } from '../../i18n'
import { useAccountWords } from '../../i18n/account'
import { usePeopleWords } from '../../i18n/account_people'
import { toast } from '../../state/toasts'
import { AccountPage, for_patients, Section } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { Failure, Field, type Form, FormBox, Select, useForm } from '../../ui/form'
import { Badge, Button, Choice, Loading } from '../../ui/parts'

type Relative = Schemas['Relative']

function useChange() {
    const cache = useQueryClient()
    return async (work: () => Promise<unknown>, said: string) => {
        await work()
        // Whose visits and records one sees follows from it.
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(said)
    }
}

function Row({ one }: { one: Relative }) {
    const words = usePeopleWords().relatives
    const change = useChange()
    const [asks, ask] = useState(false)
    const name = [one.first_name, one.last_name].filter(Boolean).join(' ') || words.unnamed
    const is_requested = one.status === 'requested'
    const facts = [
        words.relationships[one.relationship],
        one.birth_date && words.born(plain_day(one.birth_date)),
        one.ends_on && words.until(plain_day(one.ends_on)),
        is_requested && words.asked_on(day_of_instant(one.requested_at)),
        !is_requested &&
            one.basis === 'own_consent' &&
            one.consented_at &&
            words.since(day_of_instant(one.consented_at)),
    ].filter(Boolean)
    const remove = () => api.delete('/me/relatives/{id}', { path: { id: one.id } })
    const is_for_me = one.direction === 'for_me'
    return (
        <li className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                    {name}
                    {is_requested && !is_for_me && <Badge kind="warn">{words.asked}</Badge>}
                </p>
                <p className="text-sm text-muted">{facts.join(' · ')}</p>
            </div>
            {is_requested && is_for_me ? (
                <Answer one={one} name={name} />
            ) : (
                <Button look="warning" onClick={() => ask(true)}>
                    {is_requested ? words.withdraw : words.end}
                    <span className="sr-only"> {name}</span>
                </Button>
            )}
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.end_title(name)}
                text={is_for_me ? words.end_for_me : words.end_for_relative}
                yes={is_requested ? words.withdraw : words.end}
                no={words.keep}
                run={() => change(remove, is_requested ? words.withdrawn : words.ended)}
            />
        </li>
    )
}

function Answer({ one, name }: { one: Relative; name: string }) {
    const words = usePeopleWords().relatives
    const change = useChange()
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    const path = { id: one.id }
    const answer = (work: () => Promise<unknown>, said: string) => async () => {
        set_pending(true)
        set_error(undefined)
        try {
            await change(work, said)
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    return (
        <div className="flex flex-wrap gap-2">
            <Button
                pending={pending}
                onClick={answer(() => api.post('/me/relatives/{id}/accept', { path }), words.accepted)}
            >
                {words.accept}
                <span className="sr-only"> {name}</span>
            </Button>
            <Button
                look="secondary"
                pending={pending}
                onClick={answer(() => api.delete('/me/relatives/{id}', { path }), words.declined)}
            >
                {words.decline}
                <span className="sr-only"> {name}</span>
            </Button>
            {Boolean(error) && <Failure error={error} />}
        </div>
    )
}

const nobody = { first_name: '', last_name: '', birth_date: '', reference: '', relationship: 'other' }
type Values = typeof nobody

function ChildFields({ form }: { form: Form<Values> }) {
    const words = usePeopleWords().relatives
    return (
        <>
            <div className="grid gap-4 sm:grid-cols-2">
                <Field {...form.bind('first_name')} label={words.first_name} autoComplete="off" />
                <Field {...form.bind('last_name')} label={words.last_name} autoComplete="off" />
            </div>
            <Field {...form.bind('birth_date')} label={words.birth_date} type="date" autoComplete="off" />
            <p className="text-muted">{words.declare}</p>
        </>
    )
}

function AdultFields({ form }: { form: Form<Values> }) {
    const words = usePeopleWords().relatives
    return (
        <>
            <Field
                {...form.bind('reference')}
                label={words.reference}
                hint={words.reference_hint}
                autoComplete="off"
                spellCheck={false}
            />
            <Select {...form.bind('relationship')} label={words.relationship}>
                <option value="other">{words.relationships.other}</option>
                <option value="parent">{words.relationships.parent}</option>
                <option value="child">{words.relationships.child}</option>
            </Select>
        </>
    )
}

function Add() {
    const words = usePeopleWords().relatives
    const required = useWords().form.required
    const change = useChange()
    const [is_child, set_is_child] = useState(true)
    const form = useForm(nobody)
    const needed = is_child ? (['first_name', 'last_name', 'birth_date'] as const) : (['reference'] as const)
    const body_of = ({ first_name, last_name, birth_date, reference, relationship }: Values) =>
        is_child
            ? { relationship: 'child' as const, first_name, last_name, birth_date }
            : {
                  relationship: relationship as Relative['relationship'],
                  reference: reference.trim().toUpperCase(),
              }
    return (
        <Section title={words.add}>
            <FormBox
                form={form}
                labels={words as unknown as Partial<Values>}
                action={is_child ? words.add_child : words.ask}
                check={(values) => {
                    const wrong: Partial<Values> = {}
                    for (const name of needed) if (!values[name].trim()) wrong[name] = required
                    return wrong
                }}
                send={async (key) => {
                    const body = body_of(form.values)
                    await change(
                        () => api.post('/me/relatives', { body, key }),
                        is_child ? words.added : words.sent,
                    )
                    form.set(nobody)
                }}
            >
                <fieldset>
                    <legend className="font-medium">{words.kind}</legend>
                    <div className="mt-2 grid gap-2 sm:grid-cols-2">
                        {[true, false].map((child) => (
                            <Choice
                                key={String(child)}
                                name="kind"
                                value={String(child)}
                                checked={is_child === child}
                                onChange={() => {
                                    form.clear()
                                    set_is_child(child)
                                }}
                            >
                                {child ? words.a_child : words.an_adult}
                            </Choice>
                        ))}
                    </div>
                </fieldset>
                {is_child ? <ChildFields form={form} /> : <AdultFields form={form} />}
            </FormBox>
        </Section>
    )
}

function List({ title, rows, none }: { title: string; rows: Relative[]; none?: string }) {
    if (rows.length === 0 && !none) return null
    return (
        <Section title={title}>
            {rows.length === 0 && <p className="text-muted">{none}</p>}
            <ul className="divide-y divide-line">
                {rows.map((one) => (
                    <Row key={one.id} one={one} />
                ))}
            </ul>
        </Section>
    )
}

function RelativesPage() {
    const words = useAccountWords()
    const own = usePeopleWords().relatives
    const { data, error, isPending, refetch } = useQuery(all_relatives())
    const all = data?.data ?? []
    const for_me = all.filter((one) => one.direction === 'for_me')
    return (
        <AccountPage title={words.places.relatives}>
            <p className="mt-1 text-muted">{own.hint}</p>
            {isPending && <Loading rows={2} height="h-32" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <List title={own.requests} rows={for_me.filter((one) => one.status === 'requested')} />
                    <List
                        title={own.mine}
                        rows={all.filter((one) => one.direction === 'for_relative')}
                        none={own.none}
                    />
                    <List
                        title={own.for_me}
                        rows={for_me.filter((one) => one.status === 'active')}
                        none={own.nobody}
                    />
                    <Add />
                </>
            )}
        </AccountPage>
    )
}

export default for_patients(RelativesPage)
