// Who it is for: found in the register, or written into it when nobody is found. Neither words nor names are ever a part of an address.
import { useEffect, useId, useRef, useState } from 'react'
import { find_patients, type Patient } from '../../api/desk'
import { full_day } from '../../format'
import { useBookingWords } from '../../i18n/desk_book'
import { Failure } from '../../ui/form'
import { Button } from '../../ui/parts'
import { NewPatient } from './new_patient'

const pause_ms = 250
const shortest = 2
const name_of = (one: Patient) => `${one.first_name} ${one.last_name}`

// What is found for the words as they are typed; the answer to older words is dropped.
function useFound(text: string) {
    const [found, set_found] = useState<{ text: string; people: Patient[] }>()
    const [error, set_error] = useState<unknown>()
    const asked = text.trim()
    useEffect(() => {
        set_error(undefined)
        if (asked.length < shortest) return
        const end = new AbortController()
        const timer = setTimeout(
            () =>
                find_patients(asked, end.signal)
                    .then((people) => set_found({ text: asked, people }))
                    .catch((problem) => !end.signal.aborted && set_error(problem)),
            pause_ms,
        )
        return () => {
            clearTimeout(timer)
            end.abort()
        }
    }, [asked])
    const people = found?.text === asked && asked.length >= shortest ? found.people : undefined
    return { people, error }
}

function Option({
    one,
    id,
    active,
    choose,
}: {
    one: Patient
    id: string
    active: boolean
    choose: () => void
}) {
    const own = useBookingWords().patient
    const facts = [one.birth_date && own.born(full_day(one.birth_date)), one.phone, one.reference]
    return (
        // biome-ignore lint/a11y/useFocusableInteractive: the box has the focus and says which is active
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys
        <div
            id={id}
            role="option"
            aria-selected={active}
            onClick={choose}
            className={`min-h-9 cursor-pointer rounded-control px-3 py-1.5 ${active ? 'bg-soft text-on-soft' : ''}`}
        >
            <span className="font-semibold">{name_of(one)}</span>
            <span className="block text-sm">{facts.filter(Boolean).join(' · ')}</span>
        </div>
    )
}

function Search({
    box,
    choose,
    create,
}: {
    box: React.RefObject<HTMLInputElement | null>
    choose: (patient: Patient) => void
    create: (text: string) => void
}) {
    const own = useBookingWords().patient
    const id = useId()
    const [text, set_text] = useState('')
    const [marked, mark] = useState<number>()
    // Enter before the answer has come counts as soon as it does.
    const waits = useRef(false)
    const { people, error } = useFound(text)
    // Of several nobody is taken unseen: two patients may have one name.
    const at = people?.length === 1 ? 0 : marked
    const active = at === undefined ? undefined : people?.[at]
    const enter = () => {
        waits.current = !people
        if (active) choose(active)
        else if (people?.length === 0) create(text)
        else if (people) mark(0)
    }
    // biome-ignore lint/correctness/useExhaustiveDependencies: what was found decides, not who asks
    useEffect(() => {
        if (people && waits.current) enter()
    }, [people])
    const pressed = (event: React.KeyboardEvent) => {
        if (event.key === 'Enter') {
            event.preventDefault()
            enter()
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (!step || !people?.length) return
        event.preventDefault()
        const from = at ?? (step > 0 ? -1 : 0)
        mark((from + step + people.length) % people.length)
    }
    return (
        <>
            <label htmlFor={`${id}box`} className="mb-1 block font-medium">
                {own.label}
            </label>
            <p id={`${id}hint`} className="mb-1 text-sm text-muted">
                {own.hint}
            </p>
            <input
                id={`${id}box`}
                ref={box}
                type="search"
                role="combobox"
                className="field"
                autoComplete="off"
                spellCheck={false}
                maxLength={100}
                aria-expanded={Boolean(people?.length)}
                aria-controls={`${id}list`}
                aria-activedescendant={active ? `${id}${active.id}` : undefined}
                aria-describedby={`${id}hint`}
                value={text}
                onChange={(event) => {
                    set_text(event.target.value)
                    mark(undefined)
                    waits.current = false
                }}
                onKeyDown={pressed}
            />
            <span role="status" className="sr-only">
                {people && (people.length > 0 ? own.count(people.length) : own.none)}
            </span>
            {Boolean(error) && <Failure error={error} />}
            <div id={`${id}list`} role="listbox" aria-label={own.results} className="mt-2">
                {people?.map((one, index) => (
                    <Option
                        key={one.id}
                        one={one}
                        id={`${id}${one.id}`}
                        active={index === at}
                        choose={() => choose(one)}
                    />
                ))}
            </div>
            {people?.length === 0 && (
                <div className="mt-2 flex flex-wrap items-center gap-3">
                    <p>{own.none}</p>
                    <Button look="secondary" onClick={() => create(text)}>
                        {own.create}
                    </Button>
                </div>
            )}
            {Boolean(people?.length) && (
                <button type="button" className="link mt-2 min-h-6" onClick={() => create(text)}>
                    {own.create_other}
                </button>
            )}
        </>
    )
}

export function PatientChoice({
    patient,
    choose,
    country,
    box,
}: {
    patient?: Patient
    choose: (patient: Patient | undefined) => void
    country?: string
    box: React.RefObject<HTMLInputElement | null>
}) {
    const own = useBookingWords().patient
    // The words that nobody was found for.
    const [creating, create] = useState<string>()
    const search_again = () => {
        choose(undefined)
        create(undefined)
        requestAnimationFrame(() => box.current?.focus())
    }
    if (patient)
        return (
            <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-soft px-4 py-2 text-on-soft">
                <p>
                    <strong>{name_of(patient)}</strong>
                    <span className="block text-sm">
                        {[
                            patient.birth_date && own.born(full_day(patient.birth_date)),
                            patient.phone,
                            patient.reference,
                        ]
                            .filter(Boolean)
                            .join(' · ')}
                    </span>
                </p>
                <Button look="secondary" onClick={search_again}>
                    {own.change}
                </Button>
            </div>
        )
    if (creating !== undefined)
        return <NewPatient words={creating} country={country} done={choose} back={search_again} />
    return <Search box={box} choose={choose} create={create} />
}
