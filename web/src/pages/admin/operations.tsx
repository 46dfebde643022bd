// Parts of the pages of operations and figures.

import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { useOperationWords } from '../../i18n/admin_operations'
import { Button, Notice } from '../../ui/parts'

// What a list is narrowed by: applied as soon as it is chosen, and in the address.
export function Filters({ children }: { children: ReactNode }) {
    const words = useOperationWords()
    return (
        <search aria-label={words.filters} className="no-print my-4 flex flex-wrap items-end gap-3">
            {children}
        </search>
    )
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
    choices: [value: string, text: string][]
    all?: string
    change: (value: string | undefined) => void
}) {
    const id = useId()
    return (
        <div className="min-w-0 max-w-full">
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
export function Type({
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

// A secret that is shown this once: to be copied, not to be typed.
export function Secret({ label, text, secret }: { label: string; text: string; secret: string }) {
    const id = useId()
    const words = useOperationWords()
    const [copied, set_copied] = useState(false)
    const copy = async () => {
        const field = document.getElementById(id)
        if (field instanceof HTMLInputElement) field.select()
        // Only a page that came over TLS, or from this machine, may write to the clipboard; else it is selected.
        await navigator.clipboard?.writeText(secret)
        set_copied(navigator.clipboard !== undefined)
    }
    return (
        <div ref={(box) => box?.focus()} tabIndex={-1} className="my-4 outline-none">
            <Notice kind="warn">
                <label htmlFor={id} className="font-semibold">
                    {label}
                </label>
                <p className="mt-1">{text}</p>
                <div className="mt-2 flex flex-wrap gap-2">
                    <input
                        id={id}
                        readOnly
                        value={secret}
                        className="field min-w-0 flex-1 font-mono text-sm"
                    />
                    <Button look="secondary" onClick={copy}>
                        {words.copy}
                    </Button>
                </div>
                <p role="status" className="mt-1 text-sm">
                    {copied && words.copied}
                </p>
            </Notice>
        </div>
    )
}

// A number with its name, and what it means.
export function Tile({ name, value, hint }: { name: string; value: ReactNode; hint?: ReactNode }) {
    return (
        <div className="card p-4">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="text-2xl font-bold">{value}</dd>
            {hint && <dd className="text-sm text-muted">{hint}</dd>}
        </div>
    )
}

// An id or another text of machines, which may break anywhere.
export function Mono({ children }: { children: ReactNode }) {
    return <span className="font-mono text-sm break-all">{children}</span>
}

// The first and the last moment of days by the reader's own clock, as the API takes them.
export const begin_of = (day: string | undefined) => day && new Date(`${day}T00:00:00`).toISOString()
export function end_of(day: string | undefined) {
    if (!day) return undefined
    const next = new Date(`${day}T00:00:00`)
    next.setDate(next.getDate() + 1)
    return next.toISOString()
}
export const today = () => new Intl.DateTimeFormat('en-CA').format(new Date())
