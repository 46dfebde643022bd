// The parts of the hours' form: the week, the kinds of visits, the rules. Their fields are called by the pointers that the server
// uses, so that what it finds wrong stands where it was typed.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clinics } from '../../api/queries'
import { useWords } from '../../i18n'
import { useHoursWords } from '../../i18n/practice_hours'
import { Field, Select } from '../../ui/form'
import { Button, Dialog } from '../../ui/parts'
import {
    copied,
    type Draft,
    new_period,
    new_type,
    type Period,
    type VisitType,
    type Weekday,
    type Wrong,
    weekdays,
} from './draft'

export interface Editing {
    draft: Draft
    wrong: Wrong
    change: (changes: Partial<Draft>) => void
}
export const field_id = (pointer: string) => `hours${pointer.replaceAll('/', '-')}`

function bind(pointer: string, value: string, wrong: Wrong, set: (value: string) => void) {
    return {
        id: field_id(pointer),
        name: pointer,
        value,
        error: wrong[pointer],
        onChange: (event: { target: { value: string } }) => set(event.target.value),
    }
}
const replaced = <T extends { key: string }>(all: T[], one: T) =>
    all.map((other) => (other.key === one.key ? one : other))

function PeriodFields({ period, editing, n }: { period: Period; editing: Editing; n: number }) {
    const own = useHoursWords()
    const { data = [] } = useQuery(clinics())
    const { draft, wrong, change } = editing
    const at = `/hours/${draft.hours.indexOf(period)}`
    const set = (changes: Partial<Period>) =>
        change({ hours: replaced(draft.hours, { ...period, ...changes }) })
    const time = (name: 'start_time' | 'end_time' | 'break_start' | 'break_end') =>
        bind(`${at}/${name}`, period[name], wrong, (value) => set({ [name]: value }))
    const is_night = period.end_time !== '' && period.end_time <= period.start_time
    return (
        <fieldset className="mt-3 first-of-type:mt-1">
            <legend className="sr-only">{own.period(n)}</legend>
            <div className="grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] items-start gap-3">
                <Field {...time('start_time')} type="time" step={300} label={own.from} />
                <Field {...time('end_time')} type="time" step={300} label={own.to} />
                <Field {...time('break_start')} type="time" step={300} label={own.break_from} />
                <Field {...time('break_end')} type="time" step={300} label={own.break_to} />
                <Select
                    {...bind(`${at}/clinic_id`, period.clinic_id, wrong, (clinic_id) => set({ clinic_id }))}
                    label={own.clinic}
                >
                    <option value="">{own.own_clinic}</option>
                    {data.map((clinic) => (
                        <option key={clinic.id} value={clinic.id}>
                            {clinic.name}, {clinic.city}
                        </option>
                    ))}
                </Select>
                <Button
                    look="secondary"
                    className="px-3! max-sm:self-end sm:mt-7"
                    aria-label={own.remove_period(own.weekdays[period.day_of_week], n)}
                    onClick={() => change({ hours: draft.hours.filter((one) => one !== period) })}
                >
                    {own.remove}
                </Button>
            </div>
            {is_night && <p className="mt-1 text-sm text-muted">{own.night}</p>}
            {wrong[at] && (
                <p id={field_id(at)} tabIndex={-1} className="mt-1 text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {wrong[at]}
                </p>
            )}
        </fieldset>
    )
}

function CopyDialog({
    from,
    editing,
    close,
}: {
    from: Weekday | undefined
    editing: Editing
    close: () => void
}) {
    const own = useHoursWords()
    const [to, set_to] = useState<Weekday[]>([])
    const leave = () => {
        set_to([])
        close()
    }
    if (!from) return null
    const toggle = (day: Weekday) =>
        set_to((before) => (before.includes(day) ? before.filter((one) => one !== day) : [...before, day]))
    return (
        <Dialog title={own.copy_of(own.weekdays[from])} open close={leave}>
            <p className="mt-2 text-sm text-muted">{own.copy_hint}</p>
            <fieldset className="mt-3">
                <legend className="sr-only">{own.copy}</legend>
                {weekdays
                    .filter((day) => day !== from)
                    .map((day) => (
                        <label key={day} className="flex min-h-9 items-center gap-2">
                            <input
                                type="checkbox"
                                className="size-5 accent-primary"
                                checked={to.includes(day)}
                                onChange={() => toggle(day)}
                            />
                            {own.weekdays[day]}
                        </label>
                    ))}
            </fieldset>
            <div className="mt-4 flex gap-2">
                <Button
                    onClick={() => {
                        editing.change({ hours: copied(editing.draft.hours, from, to) })
                        leave()
                    }}
                >
                    {own.copy_action}
                </Button>
                <Button look="secondary" onClick={leave}>
                    {own.cancel}
                </Button>
            </div>
        </Dialog>
    )
}

export function WeekFields(editing: Editing) {
    const own = useHoursWords()
    const { draft, change } = editing
    const [copies, copy] = useState<Weekday>()
    return (
        <section className="card mt-6 divide-y divide-line px-4" aria-labelledby="weekly">
            <h2 id="weekly" className="py-3 text-lg font-semibold">
                {own.weekly}
            </h2>
            {weekdays.map((day) => {
                const periods = draft.hours.filter((period) => period.day_of_week === day)
                return (
                    <div key={day} role="group" aria-label={own.weekdays[day]} className="py-3">
                        <div className="flex flex-wrap items-center justify-between gap-2">
                            <h3 className="font-semibold">
                                {own.weekdays[day]}
                                {periods.length === 0 && (
                                    <span className="ml-2 font-normal text-muted">{own.closed}</span>
                                )}
                            </h3>
                            <div className="flex gap-2">
                                <Button
                                    look="secondary"
                                    className="px-3!"
                                    onClick={() => change({ hours: [...draft.hours, new_period(day)] })}
                                >
                                    {own.add_period}
                                    <span className="sr-only"> {own.weekdays[day]}</span>
                                </Button>
                                <Button look="secondary" className="px-3!" onClick={() => copy(day)}>
                                    {own.copy}
                                    <span className="sr-only"> {own.weekdays[day]}</span>
                                </Button>
                            </div>
                        </div>
                        {periods.map((period, index) => (
                            <PeriodFields key={period.key} period={period} editing={editing} n={index + 1} />
                        ))}
                    </div>
                )
            })}
            <CopyDialog from={copies} editing={editing} close={() => copy(undefined)} />
        </section>
    )
}

function TypeFields({ type, editing, n }: { type: VisitType; editing: Editing; n: number }) {
    const words = useWords()
    const own = useHoursWords()
    const { draft, wrong, change } = editing
    const at = `/visit_types/${n - 1}`
    const set = (changes: Partial<VisitType>) =>
        change({ visit_types: replaced(draft.visit_types, { ...type, ...changes }) })
    const bound = (name: Exclude<keyof VisitType, 'key' | 'mode' | 'price'>) =>
        bind(`${at}/${name}`, type[name], wrong, (value) => set({ [name]: value }))
    const minutes = { inputMode: 'numeric', autoComplete: 'off' } as const
    return (
        <fieldset className="border-t border-line py-3 first-of-type:border-0">
            <legend className="sr-only">{type.name || own.type(n)}</legend>
            <div className="grid grid-cols-2 items-end gap-3 xl:grid-cols-[minmax(10rem,2fr)_5rem_6rem_5rem_9rem_repeat(2,8rem)_auto]">
                <Field {...bound('name')} label={own.type_name} maxLength={100} autoComplete="off" />
                <Field {...bound('duration_minutes')} {...minutes} label={own.duration} />
                <Field
                    {...bind(`${at}/price_cents`, type.price, wrong, (price) => set({ price }))}
                    inputMode="decimal"
                    autoComplete="off"
                    label={own.price}
                />
                <Field {...bound('currency')} label={own.currency} maxLength={3} autoComplete="off" />
                <Select
                    {...bind(`${at}/mode`, type.mode, wrong, (mode) =>
                        set({ mode: mode as VisitType['mode'] }),
                    )}
                    label={own.mode}
                >
                    <option value="in_person">{words.in_person}</option>
                    <option value="video">{words.video}</option>
                </Select>
                <Field
                    {...bound('buffer_before_minutes')}
                    {...minutes}
                    label={own.buffer_before}
                    placeholder={draft.buffer_before_minutes}
                />
                <Field
                    {...bound('buffer_after_minutes')}
                    {...minutes}
                    label={own.buffer_after}
                    placeholder={draft.buffer_after_minutes}
                />
                <Button
                    look="secondary"
                    className="px-3!"
                    aria-label={own.remove_type(type.name || own.type(n))}
                    onClick={() => change({ visit_types: draft.visit_types.filter((one) => one !== type) })}
                >
                    {own.remove}
                </Button>
            </div>
        </fieldset>
    )
}

export function TypesFields(editing: Editing) {
    const own = useHoursWords()
    const { draft, wrong, change } = editing
    return (
        <section className="card mt-6 p-4" aria-labelledby="types">
            <h2 id="types" className="text-lg font-semibold">
                {own.types}
            </h2>
            <p className="text-sm text-muted">{own.types_hint}</p>
            {wrong['/visit_types'] && (
                <p id={field_id('/visit_types')} tabIndex={-1} className="text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {wrong['/visit_types']}
                </p>
            )}
            {draft.visit_types.map((type, index) => (
                <TypeFields key={type.key} type={type} editing={editing} n={index + 1} />
            ))}
            <Button
                look="secondary"
                className="mt-3"
                onClick={() => {
                    const last = draft.visit_types.at(-1)
                    change({ visit_types: [...draft.visit_types, new_type(last, 'EUR')] })
                }}
            >
                {own.add_type}
            </Button>
        </section>
    )
}

export function RulesFields({ draft, wrong, change }: Editing) {
    const own = useHoursWords()
    const rows = [
        ['slot_minutes', '/slot_minutes', own.slot_minutes],
        ['max_per_day', '/max_per_day', own.max_per_day],
        ['buffer_before_minutes', '/buffer_before_minutes', own.buffer_before],
        ['buffer_after_minutes', '/buffer_after_minutes', own.buffer_after],
        ['notice_hours', '/notice_minutes', own.notice_hours],
        ['horizon_days', '/horizon_days', own.horizon_days],
        ['cancel_hours', '/cancellation_notice_minutes', own.cancel_hours],
    ] as const
    return (
        <section className="card mt-6 p-4" aria-labelledby="rules">
            <h2 id="rules" className="text-lg font-semibold">
                {own.rules}
            </h2>
            <div className="mt-3 grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
                {rows.map(([name, pointer, label]) => (
                    <Field
                        key={name}
                        {...bind(pointer, draft[name], wrong, (value) => change({ [name]: value }))}
                        label={label}
                        inputMode="decimal"
                        autoComplete="off"
                        optional={name === 'max_per_day'}
                    />
                ))}
            </div>
        </section>
    )
}
