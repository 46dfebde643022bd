// Check-in by name or reference: what is typed stays in the page. The visits of the day first, the register when asked.
import { Link } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState } from 'react'
import { type BoardVisit, find_patients, type Patient } from '../../api/desk'
import { useDeskWords } from '../../i18n/desk'
import { Failure } from '../../ui/form'
import { Button } from '../../ui/parts'
import { DeskStatus } from './columns'

const most = 8
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

// Every word begins a name, or is a part of the reference.
export function matching(text: string, visits: BoardVisit[]): BoardVisit[] {
    const words = folded(text).split(/\s+/).filter(Boolean)
    if (words.length === 0) return []
    const rank = ({ status }: BoardVisit) => ['booked', 'pending', 'arrived'].indexOf(status) + 1 || 9
    return visits
        .filter((visit) => {
            if (!visit.patient_name) return false
            const names = folded(visit.patient_name).split(/\s+/)
            const reference = visit.reference.toLowerCase()
            return words.every(
                (word) =>
                    names.some((name) => name.startsWith(word)) ||
                    (word.length > 2 && reference.includes(word)),
            )
        })
        .toSorted((a, b) => rank(a) - rank(b) || a.start.localeCompare(b.start))
        .slice(0, most)
}

// `/` leads here from anywhere on the page but from where somebody types.
function useSlash(box: React.RefObject<HTMLInputElement | null>) {
    useEffect(() => {
        const pressed = (event: KeyboardEvent) => {
            const at = event.target as HTMLElement
            const types = at.matches?.('input, textarea, select') || at.isContentEditable
            if (event.key !== '/' || types || event.ctrlKey || event.metaKey || event.altKey) return
            event.preventDefault()
            box.current?.focus()
            box.current?.select()
        }
        addEventListener('keydown', pressed)
        return () => removeEventListener('keydown', pressed)
    }, [box])
}

function People({ found }: { found: Patient[] }) {
    const own = useDeskWords()
    if (found.length === 0) return <p className="px-2 py-1">{own.find.nobody}</p>
    return (
        <>
            <p className="px-2 pt-1 text-sm font-semibold text-muted">{own.find.people}</p>
            <ul>
                {found.map((one) => (
                    <li key={one.id} className="flex flex-wrap items-center gap-x-4 px-2 py-1">
                        <span className="font-medium">
                            {one.first_name} {one.last_name}
                        </span>
                        <span className="text-sm text-muted">
                            {one.birth_date} · {one.reference}
                        </span>
                        <Link to="/desk/book" search={{ patient: one.id }} className="link py-0.5">
                            {own.board.book}
                            <span className="sr-only"> {one.first_name}</span>
                        </Link>
                        <Link to="/desk/walk-in" search={{ patient: one.id }} className="link py-0.5">
                            {own.board.walk_in}
                            <span className="sr-only"> {one.first_name}</span>
                        </Link>
                    </li>
                ))}
            </ul>
        </>
    )
}

export function FindBox({
    visits,
    open,
    box,
}: {
    visits: BoardVisit[]
    open: (visit: BoardVisit) => void
    box: React.RefObject<HTMLInputElement | null>
}) {
    const own = useDeskWords()
    const id = useId()
    const [text, set_text] = useState('')
    // Whom, and not which place: others reorder the list. Who left it is not marked, and nobody else is instead.
    const [marked, mark] = useState<string>()
    const [people, set_people] = useState<Patient[]>()
    const [error, set_error] = useState<unknown>()
    const [pending, set_pending] = useState(false)
    const asked = useRef('')
    useSlash(box)
    const found = matching(text, visits)
    const at = found.findIndex(({ id }) => id === marked)
    const is_open = text.trim().length > 1

    const type = (next: string) => {
        set_text(next)
        mark(matching(next, visits)[0]?.id)
        set_people(undefined)
        set_error(undefined)
    }
    const choose = (visit: BoardVisit) => {
        type('')
        open(visit)
    }
    const look = async () => {
        asked.current = text
        set_pending(true)
        set_error(undefined)
        try {
            const found_people = await find_patients(text.trim())
            if (asked.current === text) set_people(found_people)
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    const pressed = (event: React.KeyboardEvent) => {
        if (event.key === 'Escape') return type('')
        if (event.key === 'Enter') {
            event.preventDefault()
            if (found[at]) choose(found[at])
            else if (found[0]) mark(found[0].id)
            else if (is_open) void look()
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (!step || found.length === 0) return
        event.preventDefault()
        const from = Math.max(at, step > 0 ? -1 : 0)
        mark(found[(from + step + found.length) % found.length]?.id)
    }
    return (
        <div className="no-print relative">
            <label htmlFor={`${id}box`} className="mb-1 block font-medium">
                {own.find.label}
            </label>
            <input
                id={`${id}box`}
                ref={box}
                type="search"
                role="combobox"
                className="field"
                autoComplete="off"
                spellCheck={false}
                maxLength={100}
                aria-expanded={is_open && found.length > 0}
                aria-controls={`${id}list`}
                aria-activedescendant={found[at] ? `${id}${found[at].id}` : undefined}
                aria-describedby={`${id}hint`}
                value={text}
                onChange={(event) => type(event.target.value)}
                onKeyDown={pressed}
            />
            <p id={`${id}hint`} className="mt-1 text-sm text-muted max-sm:sr-only">
                {own.find.hint}
            </p>
            <span role="status" className="sr-only">
                {is_open ? (found.length > 0 ? own.find.count(found.length) : own.find.none) : ''}
            </span>
            <div
                className={
                    is_open
                        ? 'absolute inset-x-0 z-20 mt-1 rounded-card border border-line bg-surface p-2 shadow-float'
                        : 'hidden'
                }
            >
                <div id={`${id}list`} role="listbox" aria-label={own.find.results}>
                    {found.map((visit, index) => (
                        // biome-ignore lint/a11y/useFocusableInteractive: the box has the focus and says which is active
                        // biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys
                        <div
                            key={visit.id}
                            id={`${id}${visit.id}`}
                            role="option"
                            aria-selected={index === at}
                            onClick={() => choose(visit)}
                            className={`flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 rounded-control px-2 py-1 ${index === at ? 'bg-soft text-on-soft' : ''}`}
                        >
                            <strong>{visit.local_time}</strong>
                            <span>{visit.patient_name}</span>
                            <span className="text-sm">{visit.reference}</span>
                            <DeskStatus status={visit.status} />
                        </div>
                    ))}
                </div>
                {found.length === 0 && !people && (
                    <div className="flex flex-wrap items-center justify-between gap-2 px-2">
                        <span>{own.find.none}</span>
                        <Button look="secondary" pending={pending} onClick={() => void look()}>
                            {own.find.register}
                        </Button>
                    </div>
                )}
                {people && <People found={people} />}
                {Boolean(error) && <Failure error={error} retry={() => void look()} />}
            </div>
        </div>
    )
}
