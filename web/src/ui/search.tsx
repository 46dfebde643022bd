// Looking for people by words, which stay out of the address: they are kept in memory, for who comes back, until they sign out.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Field, useForm } from './form'
import { Button } from './parts'

export function useSought(name: string) {
    const cache = useQueryClient()
    const key = ['mine', name]
    const [sought, set_sought] = useState(() => cache.getQueryData<string>(key) ?? '')
    const search = (next: string) => {
        cache.setQueryData(key, next)
        set_sought(next)
    }
    return { sought, search }
}
type Search = ReturnType<typeof useSought>

export function SearchBox({
    sought,
    search,
    label,
    hint,
    action,
    className,
}: Search & { label: string; hint: string; action: string; className: string }) {
    const form = useForm({ q: sought })
    return (
        <form
            role="search"
            className={`flex flex-wrap items-end gap-3 ${className}`}
            onSubmit={(event) => {
                event.preventDefault()
                search(form.values.q.trim())
            }}
        >
            <div className="min-w-0 flex-1 basis-48">
                <Field
                    {...form.bind('q')}
                    label={label}
                    hint={hint}
                    type="search"
                    autoComplete="off"
                    maxLength={100}
                />
            </div>
            <Button type="submit">{action}</Button>
        </form>
    )
}

// What was searched for, and the way back to everybody.
export function Sought({
    sought,
    search,
    text,
    all,
}: Search & { text: (sought: string) => string; all: string }) {
    return (
        <p role="status">
            {sought && (
                <>
                    {text(sought)}{' '}
                    <button type="button" className="link min-h-6 cursor-pointer" onClick={() => search('')}>
                        {all}
                    </button>
                </>
            )}
        </p>
    )
}
