// Somebody stands at the desk without an appointment: who, with whom of those who work today, and they are booked and checked in.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { api, Problem } from '../../api/client'
import type { Board, BoardDoctor, BoardVisit, Patient } from '../../api/desk'
import { today_at } from '../../api/first'
import type { Appointment } from '../../api/queries'
import { useWords } from '../../i18n'
import { useBookingWords } from '../../i18n/desk_book'
import { useNow } from '../../state/now'
import { Failure, Field, Summary, TextArea, useForm } from '../../ui/form'
import { Button, Choice, Loading, Notice } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'
import { Booked } from './booked'
import { useClinic } from './clinic'
import { useLiveBoard } from './live'
import { PatientChoice } from './patient'
import { type ChosenTime, type Slot, Taken } from './times'

const route = getRouteApi('/people/desk/walk-in')
const five_minutes = 300_000
const refresh_ms = 20_000
// What a visit that begins now has against it anyway, and besides where the doctor's hours are over.
const in_hours = ['notice', 'off_grid', 'daily_cap', 'buffer'] as const
const out_of_hours = [...in_hours, 'closed', 'break', 'exception'] as const

interface Offer {
    id: string
    doctor: BoardDoctor
    start: string
    override?: readonly (typeof out_of_hours)[number][]
    text: string
    is_busy?: boolean
    // Where somebody else comes before a visit would be over.
    duration_minutes?: number
}

const usual_ms = 30 * 60_000
const floored = (ms: number) => Math.floor(ms / five_minutes) * five_minutes
const occupies = (visit: BoardVisit) => ['held', 'pending', 'booked', 'arrived'].includes(visit.status)
const is_within = (now: number, { start, end }: { start: string; end: string }) =>
    Date.parse(start) <= now && now < Date.parse(end)

// Now with each doctor, and their next free time of today; who is free comes first.
function useOffers(clinic_id: string, day: Board | undefined): Offer[] {
    const own = useBookingWords().walk
    const now = useNow(five_minutes / 10)
    const free = useQuery({
        queryKey: ['desk', 'walk-in', clinic_id, day?.date],
        queryFn: ({ signal }) =>
            api.get('/availability', {
                query: { clinic_id, from: day?.today, days: 1, per_doctor: 1, limit: 100 },
                signal,
            }),
        enabled: Boolean(day),
        staleTime: refresh_ms,
        refetchInterval: refresh_ms,
    }).data?.data
    if (!day) return []
    const start = new Date(floored(now)).toISOString().replace('.000', '')
    const offers = day.doctors
        .filter((doctor) => doctor.open.length > 0)
        .flatMap((doctor): Offer[] => {
            const is_busy = day.visits.some(
                (visit) => visit.doctor_id === doctor.id && occupies(visit) && is_within(now, visit),
            )
            const is_open = doctor.open.some((period) => is_within(now, period))
            const next = free?.find((one) => one.doctor.id === doctor.id)?.slots[0]
            const ahead = day.visits.find(
                (visit) => visit.doctor_id === doctor.id && occupies(visit) && Date.parse(visit.start) > now,
            )
            const until = ahead && floored(Date.parse(ahead.start) - Date.parse(start))
            const usual = next ? Date.parse(next.end) - Date.parse(next.start) : usual_ms
            const is_short = until !== undefined && until < usual
            const why = is_busy
                ? own.now_busy
                : is_short
                  ? own.until(ahead?.local_time ?? '')
                  : is_open
                    ? ''
                    : own.now_closed
            const at_once = {
                id: `now ${doctor.id}`,
                doctor,
                start,
                override: is_open ? in_hours : out_of_hours,
                text: why ? `${own.now}, ${why}` : own.now,
                is_busy,
                ...(is_short && until > 0 ? { duration_minutes: until / 60_000 } : {}),
            }
            const later = next && {
                id: `next ${doctor.id}`,
                doctor,
                start: next.start,
                text: own.next(next.local_time),
            }
            return later ? [at_once, later] : [at_once]
        })
    const rank = (offer: Offer) => (offer.override ? (offer.is_busy ? 2 : 0) : 1)
    return offers.toSorted((a, b) => rank(a) - rank(b) || a.start.localeCompare(b.start))
}

export default function WalkInPage() {
    const own = useBookingWords()
    const search = route.useSearch()
    const now = useNow()
    const { clinic, error, refetch } = useClinic(search.clinic)
    const date = clinic ? today_at(clinic.timezone, now) : ''
    return (
        <StaffPage title={own.walk_in}>
            {error && <Failure error={error} retry={refetch} />}
            {clinic ? <WalkIn clinic={clinic} date={date} /> : !error && <Loading />}
        </StaffPage>
    )
}

// Booked and checked in; or booked, and why not checked in.
interface Done {
    visit: Appointment
    warning?: string
}
function useWalkIn(patient: Patient | undefined, offer: Offer | undefined) {
    const words = useWords()
    const own = useBookingWords()
    const cache = useQueryClient()
    const form = useForm({ reason: '', override_reason: own.walk.why_value })
    const [done, set_done] = useState<Done>()
    const [missing, set_missing] = useState<string[]>([])
    const [taken, set_taken] = useState<{ doctor: BoardDoctor; alternatives: Slot[] }>()
    const check_in = async (visit: Appointment): Promise<Done> => {
        const path = { id: visit.id }
        try {
            // Where money is wanted first, reception lets the patient in all the same: it confirms.
            const booked =
                visit.status === 'pending'
                    ? await api.post('/appointments/{id}/confirm', { path, version: visit.version })
                    : visit
            return {
                visit: await api.post('/appointments/{id}/check-in', { path, version: booked.version }),
            }
        } catch (problem) {
            const why = problem instanceof Problem ? problem.message : words.unreachable
            return { visit, warning: own.done.not_checked_in(why) }
        }
    }
    const submit = () => {
        set_missing([...(patient ? [] : [own.patient.required]), ...(offer ? [] : [own.times.required])])
        if (!patient || !offer) return
        void form.submit(
            async (key) => {
                const { reason, override_reason } = form.values
                const body = {
                    doctor_id: offer.doctor.id,
                    start: offer.start,
                    patient_id: patient.id,
                    ...(offer.duration_minutes ? { duration_minutes: offer.duration_minutes } : {}),
                    ...(reason.trim() ? { reason: reason.trim() } : {}),
                    ...(offer.override
                        ? { override: [...offer.override], override_reason: override_reason.trim() }
                        : {}),
                }
                set_done(await check_in(await api.post('/appointments', { body, key })))
                void cache.invalidateQueries({ queryKey: ['desk'] })
                set_taken(undefined)
                form.set({ reason: '', override_reason: own.walk.why_value })
            },
            {
                check: (values) =>
                    offer.override && !values.override_reason.trim()
                        ? { override_reason: words.form.required }
                        : {},
                handle: (problem) => {
                    void cache.invalidateQueries({ queryKey: ['desk'] })
                    if (problem.code !== 'slot_taken') return false
                    set_taken({ doctor: offer.doctor, alternatives: problem.body.alternatives ?? [] })
                    return true
                },
            },
        )
    }
    return { form, done, set_done, missing, taken, set_taken, submit }
}

function Offers({
    offers,
    chosen,
    choose,
}: {
    offers: Offer[]
    chosen?: string
    choose: (offer: Offer) => void
}) {
    const words = useWords()
    return (
        <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
            {offers.map((offer) => (
                <Choice
                    key={offer.id}
                    name="offer"
                    value={offer.id}
                    checked={offer.id === chosen}
                    onChange={() => choose(offer)}
                >
                    <span className="block font-semibold">{offer.text}</span>
                    <span className="block text-sm">
                        {offer.doctor.name},{' '}
                        {words.names[offer.doctor.specialty.code] ?? offer.doctor.specialty.name}
                    </span>
                </Choice>
            ))}
        </div>
    )
}

type Clinic = NonNullable<ReturnType<typeof useClinic>['clinic']>
function WalkIn({ clinic, date }: { clinic: Clinic; date: string }) {
    const own = useBookingWords()
    const search = route.useSearch()
    const given = useQuery({
        queryKey: ['desk', 'patient', search.patient],
        queryFn: ({ signal }) => api.get('/patients/{id}', { path: { id: search.patient ?? '' }, signal }),
        enabled: Boolean(search.patient),
    }).data
    const [chosen_patient, choose_patient] = useState<Patient>()
    const [is_other, set_other] = useState(false)
    const patient = chosen_patient ?? (is_other ? undefined : given)
    // The page may be open all day, and others book meanwhile.
    const day = useLiveBoard(clinic.id, date)
    const offers = useOffers(clinic.id, day.data)
    const [chosen, choose] = useState<Offer>()
    const box = useRef<HTMLInputElement>(null)
    // A time that goes by while somebody types is the next five minutes'.
    const offer = offers.find((one) => one.id === chosen?.id) ?? chosen
    const { form, done, set_done, missing, taken, set_taken, submit } = useWalkIn(patient, offer)
    const take = (time: ChosenTime) => {
        const doctor = day.data?.doctors.find((one) => one.id === time.doctor_id)
        if (!doctor) return
        choose({ id: `near ${time.start}`, doctor, start: time.start, text: own.walk.next(time.local_time) })
        set_taken(undefined)
    }
    if (done)
        return (
            <Booked
                title={done.warning ? own.done.title : own.done.arrived}
                visit={done.visit}
                warning={done.warning}
                again={own.done.another_walk_in}
                begin_again={() => {
                    set_done(undefined)
                    set_other(true)
                    choose_patient(undefined)
                    choose(undefined)
                    requestAnimationFrame(() => box.current?.focus())
                }}
            />
        )
    const shown = offer && !offers.includes(offer) ? [offer, ...offers] : offers
    return (
        <>
            <p className="text-muted">
                {clinic.name}, {clinic.city}. {own.walk.hint}
            </p>
            <section aria-label={own.patient.legend} className="card mt-4 p-4">
                <h2 className="mb-2 text-lg font-bold">{own.patient.legend}</h2>
                <PatientChoice
                    patient={patient}
                    choose={(next) => {
                        set_other(true)
                        choose_patient(next)
                    }}
                    country={clinic.country}
                    box={box}
                />
            </section>
            <form
                noValidate
                className="mt-4 space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    submit()
                }}
            >
                <fieldset className="card p-4">
                    <legend className="float-left mb-3 w-full text-lg font-bold">{own.walk.when}</legend>
                    <div className="clear-both space-y-4">
                        {taken && (
                            <Taken alternatives={taken.alternatives} doctor={taken.doctor} choose={take} />
                        )}
                        {day.isPending && <Loading rows={2} height="h-12" />}
                        {day.error && <Failure error={day.error} retry={day.refetch} />}
                        {day.data && offers.length === 0 && <Empty title={own.walk.nobody} />}
                        <Offers offers={shown} chosen={offer?.id} choose={choose} />
                    </div>
                </fieldset>
                <section className="card space-y-4 p-4" aria-label={own.walk.act}>
                    <TextArea
                        {...form.bind('reason')}
                        label={own.reason}
                        optional
                        rows={2}
                        maxLength={500}
                        autoComplete="off"
                    />
                    {offer?.override && (
                        <Field
                            {...form.bind('override_reason')}
                            label={own.walk.why}
                            maxLength={200}
                            autoComplete="off"
                        />
                    )}
                    <Summary form={form} labels={{ reason: own.reason, override_reason: own.walk.why }} />
                    {missing.length > 0 && (
                        <Notice kind="danger" role="alert">
                            {missing.join(' ')}
                        </Notice>
                    )}
                    <Button type="submit" pending={form.pending}>
                        {own.walk.act}
                    </Button>
                </section>
            </form>
        </>
    )
}
