// Puts somebody on the waiting list: for a doctor of this clinic, or for anybody of a specialty in its city.
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api } from '../../api/client'
import { doctors_of, type Patient } from '../../api/desk'
import { today_at } from '../../api/first'
import { specialties } from '../../api/queries'
import { later_date } from '../../format'
import { useWords } from '../../i18n'
import { useBookingWords } from '../../i18n/desk_book'
import { useWaitingWords } from '../../i18n/desk_waiting'
import { useNow } from '../../state/now'
import { Field, type Form, Select, Summary, useForm } from '../../ui/form'
import { Button, Notice } from '../../ui/parts'
import { useClinic } from './clinic'
import { PatientChoice } from './patient'

const parts = ['morning', 'afternoon', 'evening'] as const
const no_wish = { doctor_id: '', specialty: '', from: '', to: '' }

function Wish({ form, clinic_id }: { form: Form<typeof no_wish>; clinic_id: string }) {
    const words = useWords()
    const own = useWaitingWords()
    const doctors = useQuery(doctors_of(clinic_id)).data ?? []
    const all = useQuery(specialties()).data ?? []
    return (
        <div className="grid gap-4 sm:grid-cols-2">
            <Select {...form.bind('doctor_id')} label={own.doctor}>
                <option value="">{own.any_doctor}</option>
                {doctors.map((one) => (
                    <option key={one.id} value={one.id}>
                        {one.name}
                    </option>
                ))}
            </Select>
            {!form.values.doctor_id && (
                <Select {...form.bind('specialty')} label={own.specialty}>
                    <option value="">{own.choose}</option>
                    {all.map(({ code, name }) => (
                        <option key={code} value={code}>
                            {words.names[code] ?? name}
                        </option>
                    ))}
                </Select>
            )}
            <Field {...form.bind('from')} label={own.from} type="date" />
            <Field {...form.bind('to')} label={own.to} type="date" />
        </div>
    )
}

export function AddWaiting({ close, done }: { close: () => void; done: (name: string) => void }) {
    const words = useWords()
    const own = useWaitingWords()
    const booking = useBookingWords()
    const now = useNow()
    const { clinic } = useClinic(undefined)
    const today = today_at(clinic?.timezone ?? 'UTC', now)
    const box = useRef<HTMLInputElement>(null)
    const [patient, choose] = useState<Patient>()
    const [is_missing, set_missing] = useState(false)
    const [chosen_parts, set_parts] = useState<ReadonlySet<(typeof parts)[number]>>(new Set(parts))
    const [is_urgent, set_urgent] = useState(false)
    const form = useForm({ ...no_wish, from: today, to: later_date(today, 60) })
    const submit = () => {
        set_missing(!patient)
        if (!patient || !clinic) return
        const { doctor_id, specialty, from, to } = form.values
        void form.submit(
            async (key) => {
                const whom = doctor_id ? { doctor_id } : { specialty, city: clinic.city }
                const body = {
                    ...whom,
                    from,
                    to,
                    patient_id: patient.id,
                    parts_of_day: parts.filter((part) => chosen_parts.has(part)),
                    priority: is_urgent ? ('urgent' as const) : ('routine' as const),
                }
                await api.post('/waitlist', { body, key })
                done(`${patient.first_name} ${patient.last_name}`)
            },
            {
                check: (values) => ({
                    ...(values.doctor_id || values.specialty ? {} : { specialty: words.form.required }),
                    ...(values.from ? {} : { from: words.form.required }),
                    ...(values.to ? {} : { to: words.form.required }),
                }),
            },
        )
    }
    if (!clinic) return null
    return (
        <section aria-label={own.add} className="card mt-4 max-w-3xl space-y-4 p-4">
            <h2 className="text-lg font-bold">{own.add}</h2>
            <PatientChoice patient={patient} choose={choose} country={clinic.country} box={box} />
            <form
                noValidate
                className="space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    submit()
                }}
            >
                <Wish form={form} clinic_id={clinic.id} />
                <fieldset>
                    <legend className="mb-1 font-medium">{own.parts}</legend>
                    <div className="flex flex-wrap gap-4">
                        {parts.map((part) => (
                            <label key={part} className="flex min-h-9 items-center gap-2">
                                <input
                                    type="checkbox"
                                    className="size-5 accent-primary"
                                    checked={chosen_parts.has(part)}
                                    onChange={({ target }) => {
                                        const next = new Set(chosen_parts)
                                        if (target.checked) next.add(part)
                                        else next.delete(part)
                                        set_parts(next)
                                    }}
                                />
                                {words.parts[part]}
                            </label>
                        ))}
                    </div>
                </fieldset>
                <label className="flex min-h-9 items-center gap-2">
                    <input
                        type="checkbox"
                        className="size-5 accent-primary"
                        checked={is_urgent}
                        onChange={(event) => set_urgent(event.target.checked)}
                    />
                    {own.urgent}
                </label>
                <Summary
                    form={form}
                    labels={{ doctor_id: own.doctor, specialty: own.specialty, from: own.from, to: own.to }}
                />
                {is_missing && (
                    <Notice kind="danger" role="alert">
                        {booking.patient.required}
                    </Notice>
                )}
                <div className="flex flex-wrap gap-2">
                    <Button type="submit" pending={form.pending}>
                        {own.save}
                    </Button>
                    <Button look="secondary" onClick={close}>
                        {own.back}
                    </Button>
                </div>
            </form>
        </section>
    )
}
