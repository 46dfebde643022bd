// What a list is narrowed by: applied as soon as it is chosen, and kept in the address.
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import { useOperationWords } from '../../i18n/admin_operations'

type Choices = [value: string, text: string][]
// One of several, where `initial` is meant when the address says nothing; or a text, or a day.
type Filter =
    | { label: string; choices: Choices; all?: string; initial?: string }
    | { label: string; type?: 'date'; pattern?: RegExp }
interface Narrowed<Search> {
    given: Search
    filters: { [Name in keyof Search]?: Filter }
}

export function useChange() {
    const navigate = useNavigate()
    return (changes: object) =>
        navigate({
            to: '.',
            search: ((before: object) => ({ ...before, ...changes })) as never,
            replace: true,
            resetScroll: false,
        })
}

export function FilterFields<Search extends object>({ given, filters }: Narrowed<Search>) {
    const words = useOperationWords()
    const change = useChange()
    return Object.entries<Filter | undefined>(filters).map(([name, filter]) => {
        if (!filter) return null
        const value = given[name as keyof Search] as string | undefined
        const apply = (next: string | undefined) => change({ [name]: next })
        if (!('choices' in filter)) return <Type key={name} {...filter} value={value} change={apply} />
        const { label, choices, initial, all = initial ? undefined : words.all } = filter
        return (
            <Pick
                key={name}
                label={label}
                choices={choices}
                all={all}
                value={value ?? initial}
                change={(next) => apply(next === initial ? undefined : next)}
            />
        )
    })
}

export function Filters<Search extends object>({
    children,
    ...narrowed
}: Narrowed<Search> & { children?: ReactNode }) {
    return (
        <FilterBox>
            <FilterFields {...narrowed} />
            {children}
        </FilterBox>
    )
}

export function FilterBox({ children }: { children: ReactNode }) {
    const words = useOperationWords()
    return (
        <search aria-label={words.filters} className="no-print my-4 flex flex-wrap items-end gap-3">
            {children}
        </search>
    )
}

// The first and the last day.
export function useSpan() {
    const words = useOperationWords()
    return {
        from: { label: words.from, type: 'date' },
        until: { label: words.until, type: 'date' },
    } as const
}

export function Pick({
    label,
    value,
    choices,
    all,
    change,
}: {
    label: string
    value: string | undefined
    choices: Choices
    all?: string
    change: (value: string | undefined) => void
}) {
    const id = useId()
    return (
        <div className="min-w-0 grow basis-40 sm:grow-0 sm:basis-48">
            <label htmlFor={id} className="mb-1 block text-sm font-medium">
                {label}
            </label>
            <select
                id={id}
                className="field"
                value={value ?? ''}
                onChange={(event) => change(event.target.value || undefined)}
            >
                {all !== undefined && <option value="">{all}</option>}
                {choices.map(([name, text]) => (
                    <option key={name} value={name}>
                        {text}
                    </option>
                ))}
            </select>
        </div>
    )
}

// A field that is applied when somebody is done with it: by Enter, or by going on.
function Type({
    label,
    value,
    type = 'text',
    pattern,
    change,
}: {
    label: string
    value: string | undefined
    type?: 'text' | 'date'
    pattern?: RegExp
    change: (value: string | undefined) => void
}) {
    const id = useId()
    const words = useOperationWords()
    const [typed, set_typed] = useState(value ?? '')
    const [shown, set_shown] = useState(value)
    if (shown !== value) {
        set_shown(value)
        set_typed(value ?? '')
    }
    const wrong = typed !== '' && pattern !== undefined && !pattern.test(typed.trim())
    const apply = () => {
        const next = typed.trim() || undefined
        if (!wrong && next !== value) change(next)
    }
    return (
        <div className="min-w-0">
            <label htmlFor={id} className="mb-1 block text-sm font-medium">
                {label}
            </label>
            <input
                id={id}
                type={type}
                className="field"
                value={typed}
                aria-invalid={wrong || undefined}
                aria-describedby={wrong ? `${id}-error` : undefined}
                onChange={(event) => set_typed(event.target.value)}
                onBlur={apply}
                onKeyDown={(event) => event.key === 'Enter' && apply()}
            />
            {wrong && (
                <p id={`${id}-error`} className="mt-1 text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {words.wrong_form}
                </p>
            )}
        </div>
    )
}

// The first and the last moment of days by the reader's own clock, as the API takes them.
export const begin_of = (day: string | undefined) => day && new Date(`${day}T00:00:00`).toISOString()
export function end_of(day: string | undefined) {
    if (!day) return undefined
    const next = new Date(`${day}T00:00:00`)
    next.setDate(next.getDate() + 1)
    return next.toISOString()
}
