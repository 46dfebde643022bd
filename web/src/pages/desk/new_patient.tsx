// A person who is not in the register yet, in the few words that a queue leaves time for. Whoever may be the same is shown before.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, type Schemas } from '../../api/client'
import { find_patients, type Patient } from '../../api/desk'
import { countries } from '../../api/queries'
import { country_name, full_day } from '../../format'
import { useWords } from '../../i18n'
import { useBookingWords } from '../../i18n/desk_book'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { Field, type Form, Select, Summary, useForm } from '../../ui/form'
import { Button, Notice, take_focus } from '../../ui/parts'

const nobody = {
    first_name: '',
    last_name: '',
    birth_date: '',
    phone: '',
    email: '',
    national_id: '',
    number: '',
}
type Values = typeof nobody

// "Ana Quispe Mamani": the first word is a name, the rest the family's. A number or an address is neither.
function from_words(text: string): Values {
    const words = text.trim().split(/\s+/).filter(Boolean)
    const is_email = /^\S+@\S+$/.test(text.trim())
    if (is_email) return { ...nobody, email: text.trim() }
    if (/^\+[\d\s-]+$/.test(text.trim())) return { ...nobody, phone: text.trim() }
    if (/\d/.test(text)) return nobody
    const proper = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    return { ...nobody, first_name: proper[0] ?? '', last_name: proper.slice(1).join(' ') }
}

// What is sent of what was typed: "PE dni" and a number are a national id.
function body_of(values: Values): Schemas['CreatePatient'] {
    const text = (name: keyof Values) => values[name].trim()
    const [country = '', type = ''] = values.national_id.split(' ')
    return {
        first_name: text('first_name'),
        last_name: text('last_name'),
        birth_date: text('birth_date'),
        ...(text('phone') ? { phone: text('phone').replace(/[\s()-]/g, '') } : {}),
        ...(text('email') ? { email: text('email') } : {}),
        ...(type ? { national_id: { country, type, number: text('number') } } : {}),
    }
}

// Who may be the same person, by what was typed of each.
async function alike(values: Values): Promise<Patient[]> {
    const body = body_of(values)
    const of_name = api.post('/patients/search', {
        body: { q: `${body.first_name} ${body.last_name}`, birth_date: body.birth_date, limit: 5 },
    })
    const marks = [body.phone, body.email, body.national_id?.number].filter(
        (mark) => mark !== undefined && mark !== null,
    )
    const found = await Promise.all([
        of_name.then((page) => page.data),
        ...marks.map((mark) => find_patients(mark)),
    ])
    return [...new Map(found.flat().map((one) => [one.id, one])).values()]
}

function Alike({ people, take }: { people: Patient[]; take: (patient: Patient) => void }) {
    const own = useBookingWords().patient
    const first = useRef<HTMLDivElement>(null)
    useEffect(() => {
        first.current?.focus()
    }, [])
    return (
        <div
            ref={first}
            tabIndex={-1}
            role="alert"
            className="rounded-card border-2 border-warn bg-warn-soft p-4 outline-none"
        >
            <p className="font-semibold text-warn">{own.same}</p>
            <p className="text-sm">{own.same_hint}</p>
            <ul className="mt-2 space-y-2">
                {people.map((one) => (
                    <li key={one.id} className="flex flex-wrap items-center justify-between gap-2">
                        <span>
                            <strong>
                                {one.first_name} {one.last_name}
                            </strong>
                            <span className="block text-sm">
                                {[
                                    one.birth_date && own.born(full_day(one.birth_date)),
                                    one.phone,
                                    one.reference,
                                ]
                                    .filter(Boolean)
                                    .join(' · ')}
                            </span>
                        </span>
                        <Button look="secondary" onClick={() => take(one)}>
                            {own.take}
                        </Button>
                    </li>
                ))}
            </ul>
        </div>
    )
}

function Document({ form, country }: { form: Form<Values>; country?: string }) {
    const own = useBookingWords().patient
    const words = useEditingWords()
    const { data } = useQuery(countries())
    // Those of the clinic's country first.
    const all = (data ?? [])
        .flatMap((one) => one.national_ids.map((id) => ({ country: one.country, ...id })))
        .toSorted((a, b) => Number(b.country === country) - Number(a.country === country))
    return (
        <div className="grid gap-4 sm:grid-cols-2">
            <Select {...form.bind('national_id')} label={own.id_type} optional>
                <option value="">{own.id_none}</option>
                {all.map((one) => (
                    <option key={`${one.country} ${one.type}`} value={`${one.country} ${one.type}`}>
                        {words.document(one.type)}, {country_name(one.country)}
                    </option>
                ))}
            </Select>
            {form.values.national_id && (
                <Field {...form.bind('number')} label={own.id_number} autoComplete="off" spellCheck={false} />
            )}
        </div>
    )
}

export function NewPatient({
    words: typed = '',
    country,
    done,
    back,
}: {
    words?: string
    country?: string
    done: (patient: Patient) => void
    back?: () => void
}) {
    const words = useWords()
    const own = useBookingWords().patient
    const form = useForm(from_words(typed))
    // Who was found counts for what was looked for only: a name that is corrected is looked for again.
    const [found, set_found] = useState<{ wanted: string; people: Patient[] }>()
    const wanted = JSON.stringify(body_of(form.values))
    const people = found?.wanted === wanted ? found.people : undefined
    const checked = (values: Values) => ({
        ...(values.first_name.trim() ? {} : { first_name: words.form.required }),
        ...(values.last_name.trim() ? {} : { last_name: words.form.required }),
        ...(values.birth_date ? {} : { birth_date: words.form.required }),
        ...(values.national_id && !values.number.trim() ? { number: words.form.required } : {}),
    })
    const submit = () =>
        form.submit(
            async (key) => {
                if (!people) {
                    const similar = await alike(form.values)
                    if (similar.length > 0) return set_found({ wanted, people: similar })
                }
                const made = await api.post('/patients', { body: body_of(form.values), key })
                toast(own.created(`${made.first_name} ${made.last_name}`, made.reference))
                done(made)
            },
            {
                check: checked,
                handle: (problem) => {
                    if (problem.code !== 'national_id_taken') return false
                    void api
                        .get('/patients/{id}', { path: { id: problem.body.existing.id } })
                        .then((one) => set_found({ wanted, people: [one] }))
                    return true
                },
            },
        )
    const labels = { ...own, number: own.id_number, national_id: own.id_type }
    return (
        <form
            noValidate
            className="space-y-4"
            onSubmit={(event) => {
                event.preventDefault()
                event.stopPropagation()
                void submit()
            }}
        >
            <Summary form={form} labels={labels} />
            <div className="grid gap-4 sm:grid-cols-2">
                <Field
                    {...form.bind('first_name')}
                    ref={back && take_focus}
                    label={own.first_name}
                    autoComplete="off"
                    maxLength={100}
                />
                <Field {...form.bind('last_name')} label={own.last_name} autoComplete="off" maxLength={100} />
                <Field {...form.bind('birth_date')} label={own.birth_date} type="date" />
                <Field
                    {...form.bind('phone')}
                    label={own.phone}
                    optional
                    type="tel"
                    autoComplete="off"
                    placeholder={own.phone_hint.split(' ').slice(-4).join(' ')}
                />
                <Field {...form.bind('email')} label={own.email} optional type="email" autoComplete="off" />
            </div>
            <Document form={form} country={country} />
            {people && <Alike people={people} take={done} />}
            {people?.length === 0 && <Notice>{own.none}</Notice>}
            <div className="flex flex-wrap gap-2">
                <Button type="submit" pending={form.pending}>
                    {people ? own.save_anyway : own.save}
                </Button>
                {back && (
                    <Button look="secondary" onClick={back}>
                        {own.back}
                    </Button>
                )}
            </div>
        </form>
    )
}
