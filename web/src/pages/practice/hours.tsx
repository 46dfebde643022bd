// When a doctor works and what for. Nothing is saved before it was seen what it does.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, Problem, type Schemas, Unreachable } from '../../api/client'
import { my_schedule } from '../../api/first'
import { type Preview, type Schedule, useDoctorId } from '../../api/practice'
import { useWords } from '../../i18n'
import { useHoursWords } from '../../i18n/practice_hours'
import { toast } from '../../state/toasts'
import { Failure } from '../../ui/form'
import { Button, Loading, Notice, take_focus } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import {
    type Draft,
    draft_of,
    is_same,
    rules_of,
    rules_of_schedule,
    type Wrong,
    weekdays,
    wrong_in,
} from './draft'
import { Exceptions } from './exceptions'
import { field_id, RulesFields, TypesFields, WeekFields } from './hours_fields'
import { NoCalendar } from './nothing'
import { Outside, TwoWeeks } from './preview'

type Rules = Schemas['ScheduleRules']

// What the field is called: "Wednesday: From".
function useLabels(draft: Draft) {
    const own = useHoursWords()
    const fields: Record<string, string> = {
        start_time: own.from,
        end_time: own.to,
        break_start: own.break_from,
        break_end: own.break_to,
        clinic_id: own.clinic,
        name: own.type_name,
        duration_minutes: own.duration,
        price_cents: own.price,
        currency: own.currency,
        mode: own.mode,
        slot_minutes: own.slot_minutes,
        buffer_before_minutes: own.buffer_before,
        buffer_after_minutes: own.buffer_after,
        notice_minutes: own.notice_hours,
        horizon_days: own.horizon_days,
        cancellation_notice_minutes: own.cancel_hours,
        max_per_day: own.max_per_day,
    }
    return (pointer: string) => {
        const [, list, index, field] = pointer.split('/')
        const period = list === 'hours' ? draft.hours[Number(index)] : undefined
        const type = list === 'visit_types' ? draft.visit_types[Number(index)] : undefined
        const whose = period
            ? own.weekdays[period.day_of_week]
            : type && (type.name || own.type(Number(index) + 1))
        return [whose, fields[field ?? list ?? '']].filter(Boolean).join(', ')
    }
}

// What is wrong, with a link to where; takes the focus.
function WrongList({ wrong, draft }: { wrong: Wrong; draft: Draft }) {
    const words = useWords()
    const label = useLabels(draft)
    const box = useRef<HTMLDivElement>(null)
    useEffect(() => {
        if (Object.keys(wrong).length > 0) box.current?.focus()
    }, [wrong])
    if (Object.keys(wrong).length === 0) return null
    return (
        <Notice kind="danger" role="alert" className="mt-6" ref={box} tabIndex={-1}>
            <p className="font-semibold text-danger">{words.form.wrong}</p>
            <ul className="list-disc pl-5">
                {Object.entries(wrong).map(([pointer, text]) => (
                    <li key={pointer}>
                        <a
                            className="link inline-block min-h-6"
                            href={`#${field_id(pointer)}`}
                            onClick={(event) => {
                                event.preventDefault()
                                document.getElementById(field_id(pointer))?.focus()
                            }}
                        >
                            {label(pointer)}: {text}
                        </a>
                    </li>
                ))}
            </ul>
        </Notice>
    )
}

function Conflict({ theirs, keep, take }: { theirs: Schedule; keep: () => void; take: () => void }) {
    const own = useHoursWords()
    return (
        <Notice kind="warn" role="alert" className="mt-6" tabIndex={-1} ref={take_focus}>
            <p className="font-semibold">{own.conflict}</p>
            <ul className="mt-1 list-disc pl-5">
                {weekdays.map((day) => {
                    const periods = theirs.hours.filter((period) => period.day_of_week === day)
                    const text = periods.map((one) => `${one.start_time}–${one.end_time}`).join(', ')
                    return (
                        <li key={day}>
                            {own.weekdays[day]}: {text || own.closed}
                        </li>
                    )
                })}
            </ul>
            <div className="mt-3 flex flex-wrap gap-2">
                <Button onClick={keep}>{own.conflict_keep}</Button>
                <Button look="secondary" onClick={take}>
                    {own.conflict_take}
                </Button>
            </div>
        </Notice>
    )
}

function PreviewBox({ preview, save, pending }: { preview: Preview; save: () => void; pending: boolean }) {
    const own = useHoursWords()
    return (
        <section className="card mt-6 p-4" aria-labelledby="preview">
            <h2 id="preview" ref={take_focus} tabIndex={-1} className="text-lg font-semibold outline-none">
                {own.preview_title}
            </h2>
            <p className="text-sm text-muted">{own.preview_hint}</p>
            <TwoWeeks preview={preview} />
            <Outside visits={preview.outside} />
            <Button className="mt-4" pending={pending} onClick={save}>
                {preview.outside.length > 0 ? own.save_all_the_same : own.save}
            </Button>
        </section>
    )
}

// The schedule that editing began with. Exceptions and calendars elsewhere make newer versions of it, too: those change no hours,
// so that nobody is told of a conflict that is none.
function useEditing(schedule: Schedule) {
    const cache = useQueryClient()
    const words = useWords()
    const own = useHoursWords()
    const id = schedule.doctor_id
    const [base, set_base] = useState(schedule)
    const [draft, set_draft] = useState<Draft>(() => draft_of(schedule))
    const [wrong, set_wrong] = useState<Wrong>({})
    const [preview, set_preview] = useState<Preview>()
    const [theirs, set_theirs] = useState<Schedule>()
    const [outside, set_outside] = useState<Schedule['outside']>()
    const [error, set_error] = useState<unknown>()
    const [pending, set_pending] = useState(false)

    const change = (changes: Partial<Draft>) => {
        set_draft((before) => ({ ...before, ...changes }))
        set_preview(undefined)
        set_outside(undefined)
    }
    const begin_with = (newest: Schedule) => {
        set_base(newest)
        set_theirs(undefined)
        cache.setQueryData(my_schedule(id).queryKey, newest)
    }
    const run = async (action: () => Promise<void>) => {
        set_error(undefined)
        set_wrong({})
        set_pending(true)
        try {
            await action()
        } catch (problem) {
            if (problem instanceof Problem && problem.errors.length > 0)
                set_wrong(Object.fromEntries(problem.errors.map((one) => [one.pointer ?? '', one.detail])))
            else if (problem instanceof Problem || problem instanceof Unreachable) set_error(problem)
            else throw problem
        } finally {
            set_pending(false)
        }
    }
    const look = () => {
        const said = { ...own, required: words.form.required }
        const found = wrong_in(draft, said)
        if (Object.keys(found).length > 0) return set_wrong(found)
        return run(async () => {
            const path = { id }
            set_preview(await api.post('/doctors/{id}/schedule/preview', { path, body: rules_of(draft) }))
        })
    }
    const put = async (body: Rules, version: number): Promise<Schedule | undefined> => {
        try {
            return await api.put('/doctors/{id}/schedule', { path: { id }, version, body })
        } catch (problem) {
            if (!(problem instanceof Problem) || problem.status !== 412) throw problem
            const newest = await cache.fetchQuery({ ...my_schedule(id), staleTime: 0 })
            if (is_same(rules_of_schedule(newest), rules_of_schedule(base)))
                return await api.put('/doctors/{id}/schedule', {
                    path: { id },
                    version: newest.version,
                    body,
                })
            set_theirs(newest)
            return undefined
        }
    }
    const save = () =>
        run(async () => {
            const is_base = is_same(rules_of_schedule(schedule), rules_of_schedule(base))
            const saved = await put(rules_of(draft), is_base ? schedule.version : base.version)
            if (!saved) return
            begin_with(saved)
            set_draft(draft_of(saved))
            set_preview(undefined)
            set_outside(saved.outside ?? [])
            toast(own.saved)
        })
    const keep = () => {
        if (theirs) begin_with(theirs)
        toast(own.kept)
    }
    const take = () => {
        if (!theirs) return
        begin_with(theirs)
        set_draft(draft_of(theirs))
        set_preview(undefined)
    }
    return { draft, wrong, preview, theirs, outside, error, pending, change, look, save, keep, take }
}

function Editor({ schedule }: { schedule: Schedule }) {
    const own = useHoursWords()
    const editing = useEditing(schedule)
    const { draft, wrong, change } = editing
    return (
        <form
            noValidate
            onSubmit={(event) => {
                event.preventDefault()
                void editing.look()
            }}
        >
            <p className="mt-1 text-muted">
                {own.hint} {own.zone(draft.timezone)}
            </p>
            <WrongList wrong={wrong} draft={draft} />
            <WeekFields draft={draft} wrong={wrong} change={change} />
            <TypesFields draft={draft} wrong={wrong} change={change} />
            <RulesFields draft={draft} wrong={wrong} change={change} />
            {Boolean(editing.error) && (
                <div className="mt-6">
                    <Failure error={editing.error} />
                </div>
            )}
            {editing.theirs && (
                <Conflict
                    key={editing.theirs.version}
                    theirs={editing.theirs}
                    keep={editing.keep}
                    take={editing.take}
                />
            )}
            {editing.preview && !editing.theirs && (
                <PreviewBox preview={editing.preview} save={editing.save} pending={editing.pending} />
            )}
            {!editing.preview && !editing.theirs && (
                <Button type="submit" className="mt-6" pending={editing.pending}>
                    {own.preview}
                </Button>
            )}
            {editing.outside && (
                <div role="status">
                    <p className="mt-4 font-medium">{own.saved}</p>
                    <Outside visits={editing.outside} />
                </div>
            )}
        </form>
    )
}

// Where there are none yet: a week to begin with, of the doctor's own clinic.
function useFirstSchedule(id: string, is_missing: boolean): Schedule | undefined {
    const { data } = useQuery({
        queryKey: ['mine', 'first schedule', id],
        queryFn: async () => {
            const doctor = await api.get('/doctors/{id}', { path: { id } })
            const clinic = await api.get('/clinics/{id}', { path: { id: doctor.clinic.id } })
            return { doctor, timezone: clinic.timezone }
        },
        enabled: is_missing,
    })
    if (!data) return undefined
    const { price_cents, currency } = data.doctor
    return {
        doctor_id: id,
        version: 0,
        timezone: data.timezone,
        hours: [],
        slot_minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        notice_minutes: 120,
        horizon_days: 90,
        cancellation_notice_minutes: 1440,
        visit_types: [
            {
                code: 'consultation',
                name: 'Consultation',
                duration_minutes: 30,
                price_cents,
                currency,
                mode: 'in_person',
            },
        ],
    }
}

export default function HoursPage() {
    return <Hours id={useDoctorId()} />
}

// The hours of this doctor, whoever edits them; `of` says whose they are where that is somebody else.
export function Hours({ id, of }: { id: string; of?: string }) {
    const own = useHoursWords()
    const { data, error, isPending, refetch } = useQuery(my_schedule(id))
    const is_missing = error instanceof Problem && error.status === 404
    const first = useFirstSchedule(id, is_missing)
    const schedule = data ?? first
    return (
        <StaffPage title={own.title} heading={of && `${own.title}: ${of}`}>
            {id === '' && <NoCalendar />}
            {id !== '' && !schedule && (isPending || is_missing) && <Loading height="h-64" />}
            {error && !is_missing && <Failure error={error} retry={refetch} />}
            {schedule && <Editor key={id} schedule={schedule} />}
            {data && <Exceptions id={id} from={data.timezone} />}
        </StaffPage>
    )
}
