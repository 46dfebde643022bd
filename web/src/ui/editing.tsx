// Changing what others may be changing too: the version that was read goes with each change, and if somebody was faster, both see
// what the other one did. Also what asks before something that cannot be taken back, and fields of several choices.
import { type ComponentProps, type ReactNode, useState } from 'react'
import { Problem } from '../api/client'
import { useWords } from '../i18n'
import { useEditingWords } from '../i18n/editing'
import { type FieldBinding, type Form, FormBox, Summary, useForm, type Values } from './form'
import { Button, Dialog, Notice, take_focus } from './parts'

interface Versioned {
    version: number
}
export interface Editing<V extends Values> {
    form: Form<V>
    theirs: Partial<V>
    // Sends what differs from what was read, with its version; for `form.submit`. Throws: as `calls`, but for 412.
    send: () => Promise<void>
}

function differing<V extends Values>(from: V, to: V): Partial<V> {
    return Object.fromEntries(
        Object.entries(to).filter(([name, value]) => from[name] !== value),
    ) as Partial<V>
}

// `values_of` makes the form's values of the thing; `send` changes it and answers with the new one; `read` gives the newest.
export function useEditing<T extends Versioned, V extends Values>(
    thing: T,
    values_of: (thing: T) => V,
    calls: { send: (changed: Partial<V>, values: V, version: number) => Promise<T>; read: () => Promise<T> },
): Editing<V> {
    const form = useForm(values_of(thing))
    const [base, set_base] = useState(thing)
    const [theirs, set_theirs] = useState<Partial<V>>({})
    const save = async ({ version }: T) => {
        const saved = await calls.send(differing(values_of(base), form.values), form.values, version)
        set_base(saved)
        set_theirs({})
        form.set(values_of(saved))
    }
    // Somebody was faster. Where that touched none of these fields there is nothing to ask.
    const save_after = async (newest: T) => {
        const change = differing(values_of(base), values_of(newest))
        if (Object.keys(change).length === 0) return save(newest)
        const untouched = Object.entries(change).filter(
            ([name]) => form.values[name] === values_of(base)[name],
        )
        form.set(Object.fromEntries(untouched) as Partial<V>)
        set_theirs(change)
        set_base(newest)
    }
    return {
        form,
        theirs,
        send: () =>
            save(base).catch(async (problem) => {
                if (!(problem instanceof Problem) || problem.status !== 412) throw problem
                await save_after(await calls.read())
            }),
    }
}

// What the other one changed, in words. Takes the focus, because the page stays as it is.
export function Conflict<V extends Values>({
    theirs,
    labels,
}: {
    theirs: Partial<V>
    labels: Partial<Record<keyof V, string>>
}) {
    const own = useEditingWords()
    const changes = Object.entries(theirs)
    if (changes.length === 0) return null
    return (
        <div
            key={JSON.stringify(theirs)}
            ref={take_focus}
            tabIndex={-1}
            role="alert"
            className="outline-none"
        >
            <Notice kind="warn">
                <p className="font-semibold">{own.conflict}</p>
                <p className="mt-1">{own.conflict_text}</p>
                <ul className="mt-2 list-disc pl-5">
                    {changes.map(([name, value]) => (
                        <li key={name}>
                            {labels[name as keyof V] ?? name} {value ? own.now(value) : own.emptied}
                        </li>
                    ))}
                </ul>
            </Notice>
        </div>
    )
}

// The form of what is edited: what somebody else changed meanwhile is above its fields.
export function EditForm<V extends Values>({
    editing: { form, theirs, send },
    labels,
    action,
    width = 'w-fit',
    children,
    ...box
}: Pick<ComponentProps<typeof FormBox<V>>, 'check' | 'className' | 'width' | 'children'> & {
    editing: Editing<V>
    labels: Partial<Record<keyof V, string>>
    action?: string
}) {
    const own = useEditingWords()
    return (
        <FormBox {...box} form={form} labels={labels} action={action ?? own.save} width={width} send={send}>
            <Conflict theirs={theirs} labels={labels} />
            {children}
        </FormBox>
    )
}

const nothing = {}

// A question with its consequence in words; `run` does it. What the server refuses is told inside, and what was typed stays.
export function Ask<V extends Values>({
    title,
    action,
    look = 'danger',
    close,
    form,
    check,
    run,
    labels = nothing,
    children,
}: {
    title: string
    action: string
    look?: 'danger' | 'primary'
    close: () => void
    form: Form<V>
    check?: (values: V) => { [K in keyof V]?: string }
    run: (key: string) => Promise<void>
    labels?: Partial<Record<keyof V, string>>
    children: ReactNode
}) {
    const own = useEditingWords()
    return (
        <Dialog title={title} open close={close}>
            <form
                noValidate
                className="mt-3 space-y-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    void form.submit(run, { check })
                }}
            >
                <Summary form={form} labels={labels} />
                {children}
                <div className="flex flex-wrap justify-end gap-3">
                    <Button look="secondary" onClick={close}>
                        {own.keep}
                    </Button>
                    <Button look={look} type="submit" pending={form.pending}>
                        {action}
                    </Button>
                </div>
            </form>
        </Dialog>
    )
}

// A question to which the answer is yes or no.
export function Confirm({
    title,
    action,
    look,
    close,
    run,
    children,
}: {
    title: string
    action: string
    look?: 'danger' | 'primary'
    close: () => void
    run: (key: string) => Promise<void>
    children: ReactNode
}) {
    const form = useForm({})
    return (
        <Ask title={title} action={action} look={look} close={close} form={form} run={run}>
            {children}
        </Ask>
    )
}

export const listed = (value: string) => (value ? value.split(',') : [])

// Some of several, as native checkboxes. The value is their names with commas between.
export function Checks({
    label,
    hint,
    choices,
    id,
    value,
    error,
    onChange,
}: FieldBinding & { label: string; hint?: string; choices: [value: string, text: string][] }) {
    const chosen = listed(value)
    const toggle = (one: string) =>
        onChange({
            target: {
                value: choices
                    .map(([name]) => name)
                    .filter((name) => chosen.includes(name) !== (name === one))
                    .join(','),
            },
        })
    return (
        <fieldset
            id={id}
            tabIndex={-1}
            aria-describedby={error ? `${id}-error` : undefined}
            className="min-w-0"
        >
            <legend className="mb-1 font-medium">{label}</legend>
            {hint && <p className="mb-1 text-sm text-muted">{hint}</p>}
            <div className="flex flex-wrap gap-2">
                {choices.map(([name, text]) => (
                    <label
                        key={name}
                        className={`flex min-h-9 cursor-pointer items-center gap-2 rounded-control border px-3 ${chosen.includes(name) ? 'border-primary bg-soft text-on-soft' : 'border-control bg-surface'}`}
                    >
                        <input
                            type="checkbox"
                            checked={chosen.includes(name)}
                            onChange={() => toggle(name)}
                            className="size-4 shrink-0 accent-primary"
                        />
                        <span className="min-w-0">{text}</span>
                    </label>
                ))}
            </div>
            {error && (
                <p id={`${id}-error`} className="mt-1 text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {error}
                </p>
            )}
        </fieldset>
    )
}

// What must be there, by name.
export function useNeeded() {
    const words = useWords()
    return <V extends Values>(values: V, names: (keyof V)[]) => {
        const wrong: { [K in keyof V]?: string } = {}
        for (const name of names) if (!values[name]?.trim()) wrong[name] = words.form.required
        return wrong
    }
}

// A part of a page that is about one thing.
export function Section({
    title,
    actions,
    children,
}: {
    title: string
    actions?: ReactNode
    children: ReactNode
}) {
    return (
        <section className="card mt-6 p-4 sm:p-6">
            <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
                <h2 className="text-lg font-bold">{title}</h2>
                {actions && <div className="no-print flex flex-wrap gap-2">{actions}</div>}
            </div>
            {children}
        </section>
    )
}
