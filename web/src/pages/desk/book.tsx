// Books for a patient on one screen: for whom, when, why, in the order in which the keyboard passes. What is typed stays, whoever else is
// faster meanwhile.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api, type Problem } from '../../api/client'
import { doctors_of, type Patient } from '../../api/desk'
import { type Appointment, schedule, specialties } from '../../api/queries'
import { short_day } from '../../format'
import { useWords } from '../../i18n'
import { useDeskWords } from '../../i18n/desk'
import { useBookingWords } from '../../i18n/desk_book'
import { useTypeName } from '../../i18n/visit_types'
import { Field, type Form, Select, Summary, TextArea, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import { Booked } from './booked'
import { useClinic } from './clinic'
import { OtherTime, unbreakable } from './other_time'
import { PatientChoice } from './patient'
import { AnyDoctor, type ChosenTime, OneDoctor, place_of, type Rule, type Slot, Taken } from './times'

const route = getRouteApi('/people/desk/book')
const no_words = { reason: '', override_reason: '' }

// The patient of the address, as a link from elsewhere says it.
function useGivenPatient(): [Patient | undefined, (patient: Patient | undefined) => void] {
    const { patient: id } = route.useSearch()
    const navigate = route.useNavigate()
    const [chosen, choose] = useState<Patient>()
    const given = useQuery({
        queryKey: ['desk', 'patient', id],
        queryFn: ({ signal }) => api.get('/patients/{id}', { path: { id: id ?? '' }, signal }),
        enabled: Boolean(id),
        staleTime: Number.POSITIVE_INFINITY,
    }).data
    return [
        chosen ?? (id ? given : undefined),
        (patient) => {
            choose(patient)
            if (id) void navigate({ search: (before) => ({ ...before, patient: undefined }), replace: true })
        },
    ]
}

// With whom, of what kind and from when on: a part of the address.
function Wishes({ clinic_id }: { clinic_id: string }) {
    const words = useWords()
    const own = useBookingWords()
    const type_name = useTypeName()
    const { doctor, specialty, type, from } = route.useSearch()
    const navigate = route.useNavigate()
    const doctors = useQuery(doctors_of(clinic_id)).data ?? []
    const all = useQuery(specialties()).data ?? []
    const types = useQuery({ ...schedule(doctor ?? ''), enabled: Boolean(doctor) }).data?.visit_types ?? []
    const here = all.filter(({ code }) =>
        doctors.some((one) => one.specialties.some((other) => other.code === code)),
    )
    const go = (changes: object) =>
        void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
    const bound = (id: string, value: string | undefined, change: (value: string | undefined) => void) => ({
        id: `wish-${id}`,
        name: id,
        value: value ?? '',
        onChange: ({ target }: { target: { value: string } }) => change(target.value || undefined),
    })
    return (
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            <Select
                {...bound('doctor', doctor, (next) => go({ doctor: next, type: undefined }))}
                label={own.times.doctor}
            >
                <option value="">{own.times.any_doctor}</option>
                {doctors
                    .filter((one) => !specialty || one.specialties.some(({ code }) => code === specialty))
                    .map((one) => (
                        <option key={one.id} value={one.id}>
                            {one.name}
                        </option>
                    ))}
            </Select>
            {doctor ? (
                <Select {...bound('type', type, (next) => go({ type: next }))} label={own.times.kind}>
                    {types.map((one, index) => (
                        <option key={one.code} value={index === 0 ? '' : one.code}>
                            {type_name(one)} ({one.duration_minutes} min)
                        </option>
                    ))}
                </Select>
            ) : (
                <Select
                    {...bound('specialty', specialty, (next) => go({ specialty: next }))}
                    label={own.times.specialty}
                >
                    <option value="">{own.times.any_specialty}</option>
                    {here.map(({ code, name }) => (
                        <option key={code} value={code}>
                            {words.names[code] ?? name}
                        </option>
                    ))}
                </Select>
            )}
            <Field {...bound('from', from, (next) => go({ from: next }))} label={own.from} type="date" />
        </div>
    )
}

// What the server said of the chosen time: taken, with what is free nearby, or not offered, with the rules against it.
interface Answer {
    time: ChosenTime
    alternatives?: Slot[]
    rules?: Rule[]
    why?: string
}
const answer_of = (problem: Problem, time: ChosenTime): Answer | undefined => {
    if (problem.code === 'slot_taken') return { time, alternatives: problem.body.alternatives ?? [] }
    if (problem.code === 'too_late_to_book') return { time, rules: ['notice'], why: problem.message }
    if (problem.code === 'beyond_horizon') return { time, rules: ['horizon'], why: problem.message }
    if (problem.code !== 'not_offered') return undefined
    const rules: string[] = (problem.body.reasons ?? []).map((reason: { rule: string }) => reason.rule)
    if (rules.some((rule) => unbreakable.includes(rule))) return undefined
    return { time, rules: rules as Rule[], why: problem.message }
}

function Exception({ rules, why, form }: { rules: Rule[]; why?: string; form: Form<typeof no_words> }) {
    const own = useBookingWords().times
    const names = useDeskWords().rules
    return (
        <Notice kind="warn" role="alert" className="space-y-3">
            <p>
                <strong>{own.refused}</strong> {rules.map((rule) => names[rule] ?? rule).join(', ')}. {why}
            </p>
            <Field
                {...form.bind('override_reason')}
                label={own.why}
                hint={own.why_hint}
                maxLength={200}
                autoComplete="off"
            />
        </Notice>
    )
}

function useBooking(patient: Patient | undefined, chosen: ChosenTime | undefined) {
    const words = useWords()
    const own = useBookingWords()
    const cache = useQueryClient()
    const { type } = route.useSearch()
    const form = useForm(no_words)
    const [answer, set_answer] = useState<Answer>()
    const [missing, set_missing] = useState<string[]>([])
    const rules = answer?.rules ?? chosen?.rules
    const submit = (booked: (visit: Appointment) => void, refused: (time: ChosenTime) => void) => {
        const wrong = [...(patient ? [] : [own.patient.required]), ...(chosen ? [] : [own.times.required])]
        set_missing(wrong)
        if (!patient || !chosen) return
        void form.submit(
            async (key) => {
                const { reason, override_reason } = form.values
                const body = {
                    doctor_id: chosen.doctor_id,
                    start: chosen.start,
                    patient_id: patient.id,
                    ...(type ? { visit_type: type } : {}),
                    ...(reason.trim() ? { reason: reason.trim() } : {}),
                    ...(rules ? { override: rules, override_reason: override_reason.trim() } : {}),
                }
                booked(await api.post('/appointments', { body, key }))
                set_answer(undefined)
                form.set(no_words)
                void cache.invalidateQueries({ queryKey: ['desk', 'times'] })
                void cache.invalidateQueries({ queryKey: ['availability'] })
            },
            {
                check: (values) =>
                    rules && !values.override_reason.trim() ? { override_reason: words.form.required } : {},
                handle: (problem) => {
                    const said = answer_of(problem, chosen)
                    if (!said) return false
                    set_answer(said)
                    if (said.alternatives) refused(chosen)
                    return true
                },
            },
        )
    }
    return { form, answer, rules, set_answer, missing, set_missing, submit }
}

export default function BookPage() {
    const own = useBookingWords()
    const search = route.useSearch()
    const { clinic } = useClinic(search.clinic)
    const [patient, choose_patient] = useGivenPatient()
    const [chosen, choose] = useState<ChosenTime>()
    const [refused, refuse] = useState<ReadonlySet<string>>(new Set())
    const [booked, set_booked] = useState<Appointment>()
    const { form, answer, rules, set_answer, missing, set_missing, submit } = useBooking(patient, chosen)
    const box = useRef<HTMLInputElement>(null)
    const times = useRef<HTMLElement>(null)
    const act = useRef<HTMLButtonElement>(null)
    const doctors = useQuery({ ...doctors_of(clinic?.id ?? ''), enabled: Boolean(clinic) }).data
    const doctor = doctors?.find((one) => one.id === search.doctor)
    const had_patient = useRef(Boolean(patient))
    // From the patient to the times.
    useEffect(() => {
        if (patient && !had_patient.current)
            (times.current?.querySelector('input[type=radio]') as HTMLElement | null)?.focus()
        had_patient.current = Boolean(patient)
    }, [patient])

    if (booked)
        return (
            <Booked
                title={own.done.title}
                visit={booked}
                again={own.done.another}
                begin_again={() => {
                    set_booked(undefined)
                    choose_patient(undefined)
                    requestAnimationFrame(() => box.current?.focus())
                }}
            />
        )
    if (!clinic) return <StaffPage title={own.title}>{<Loading />}</StaffPage>
    const take = (time: ChosenTime) => {
        choose(time)
        set_answer(undefined)
        set_missing([])
    }
    const choosing = { chosen, choose: take, refused, go_on: () => act.current?.focus() }
    const when = chosen && `${short_day(chosen.local_date)} ${chosen.local_time}`
    return (
        <StaffPage title={own.title}>
            <p className="text-muted">
                {clinic.name}, {clinic.city}
            </p>
            <section aria-label={own.patient.legend} className="card mt-4 p-4">
                <h2 className="mb-2 text-lg font-bold">{own.patient.legend}</h2>
                <PatientChoice patient={patient} choose={choose_patient} country={clinic.country} box={box} />
            </section>
            <form
                noValidate
                className="mt-4 gap-4 max-lg:space-y-4 lg:grid lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start"
                onSubmit={(event) => {
                    event.preventDefault()
                    submit(
                        (visit) => {
                            set_booked(visit)
                            choose(undefined)
                            refuse(new Set())
                        },
                        (time) => {
                            refuse(new Set([...refused, place_of(time)]))
                            choose(undefined)
                        },
                    )
                }}
            >
                <section ref={times} aria-label={own.times.legend} className="card space-y-4 p-4">
                    <h2 className="text-lg font-bold">{own.times.legend}</h2>
                    <Wishes clinic_id={clinic.id} />
                    {answer?.alternatives && (
                        <Taken
                            alternatives={answer.alternatives}
                            doctor={{ id: answer.time.doctor_id, name: answer.time.doctor_name }}
                            choose={(time) => {
                                take(time)
                                act.current?.focus()
                            }}
                        />
                    )}
                    {doctor ? (
                        <>
                            <OneDoctor
                                doctor={doctor}
                                visit_type={search.type}
                                from={search.from}
                                choosing={choosing}
                            />
                            <OtherTime doctor={doctor} visit_type={search.type} choose={take} />
                        </>
                    ) : (
                        <AnyDoctor
                            wish={{ clinic_id: clinic.id, specialty: search.specialty, from: search.from }}
                            choosing={choosing}
                        />
                    )}
                </section>
                <section className="card space-y-4 p-4 lg:sticky lg:top-4" aria-label={own.book}>
                    <TextArea
                        {...form.bind('reason')}
                        label={own.reason}
                        optional
                        rows={2}
                        maxLength={500}
                        autoComplete="off"
                    />
                    {rules && <Exception rules={rules} why={answer?.why} form={form} />}
                    <Summary form={form} labels={{ reason: own.reason, override_reason: own.times.why }} />
                    {missing.length > 0 && (
                        <Notice kind="danger" role="alert">
                            {missing.join(' ')}
                        </Notice>
                    )}
                    <Button ref={act} type="submit" pending={form.pending}>
                        {rules
                            ? own.times.all_the_same
                            : chosen && when
                              ? own.book_at(when, chosen.doctor_name)
                              : own.book}
                    </Button>
                </section>
            </form>
        </StaffPage>
    )
}
