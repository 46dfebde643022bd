// A form's values and what is wrong with them: what the page sees itself, and what the server says by `errors[].pointer`. Each form
// has one key of idempotency until the server has decided.
import { type ComponentProps, type ReactNode, useId, useRef, useState } from 'react'
import { Problem, Unreachable } from '../api/client'
import { useWords } from '../i18n'
import { random_key } from '../state/keys'
import { Button, Notice, take_focus } from './parts'

export type Values = Record<string, string>
type Wrong<V> = { [K in keyof V]?: string }

export interface Form<V extends Values> {
    id: string
    values: V
    errors: Wrong<V>
    general: string[]
    pending: boolean
    attempt: number
    set: (changes: Partial<V>) => void
    clear: () => void
    // What is wrong with fields, known after the server has answered.
    wrong: (fields: Wrong<V>) => void
    bind: (name: keyof V & string) => FieldBinding
    // Runs `action` unless something is wrong already or it runs. What it throws is shown; what `handle` takes care of is not.
    submit: (
        action: (key: string) => Promise<void>,
        options?: { check?: (values: V) => Wrong<V>; handle?: (problem: Problem) => boolean },
    ) => Promise<void>
}
export interface FieldBinding {
    id: string
    name: string
    value: string
    error?: string
    onChange: (event: { target: { value: string } }) => void
}

// Where a page asks in one field for what the API takes in several, or under another name.
const fields_of_members: Record<string, string> = {
    exp_month: 'expiry',
    exp_year: 'expiry',
    new_password: 'password',
}

// "/method/card/exp_year" belongs to the field of exp_year, "/emergency_contact/phone" to that of emergency_contact_phone if there is
// one, "/languages/0" to that of languages.
function field_of(pointer: string, values: Values): string | undefined {
    const parts = pointer.split('/').slice(1)
    const last = parts.at(-1) ?? ''
    const names = [parts.join('_'), fields_of_members[last] ?? last, parts[0] ?? '']
    return names.find((name) => Object.hasOwn(values, name))
}
export function errors_of<V extends Values>(
    problem: Problem,
    values: V,
): { fields: Wrong<V>; general: string[] } {
    const fields: Wrong<V> = {}
    const general: string[] = []
    for (const error of problem.errors) {
        const name = field_of(error.pointer ?? '', values)
        if (name) fields[name as keyof V] ??= error.detail
        else general.push(error.detail)
    }
    if (problem.errors.length === 0) general.push(problem.message)
    return { fields, general }
}

export function useForm<V extends Values>(initial: V): Form<V> {
    const words = useWords()
    const id = useId()
    const key = useRef(random_key())
    const running = useRef(false)
    const [values, set_values] = useState(initial)
    const [errors, set_errors] = useState<Wrong<V>>({})
    const [general, set_general] = useState<string[]>([])
    const [pending, set_pending] = useState(false)
    const [attempt, set_attempt] = useState(0)

    const show = (fields: Wrong<V>, others: string[]) => {
        set_errors(fields)
        set_general(others)
        set_attempt((before) => before + 1)
    }
    return {
        id,
        values,
        errors,
        general,
        pending,
        attempt,
        set: (changes) => set_values((before) => ({ ...before, ...changes })),
        clear: () => {
            set_errors({})
            set_general([])
        },
        wrong: (fields) => show(fields, []),
        bind: (name) => ({
            id: `${id}${name}`,
            name,
            value: values[name] ?? '',
            error: errors[name],
            onChange: (event) => {
                const { value } = event.target
                set_values((before) => ({ ...before, [name]: value }))
            },
        }),
        submit: async (action, { check, handle } = {}) => {
            if (running.current) return
            const wrong = check?.(values) ?? {}
            if (Object.values(wrong).some(Boolean)) return show(wrong, [])
            running.current = true
            set_pending(true)
            set_errors({})
            set_general([])
            try {
                await action(key.current)
                key.current = random_key()
            } catch (error) {
                if (error instanceof Problem) {
                    // Decided: what is sent next is another request.
                    if (error.status < 500) key.current = random_key()
                    if (handle?.(error)) return
                    const found = errors_of(error, values)
                    show(found.fields, found.general)
                } else if (error instanceof Unreachable) show({}, [words.unreachable])
                else throw error
            } finally {
                running.current = false
                set_pending(false)
            }
        },
    }
}

// What is wrong, in one place, with a link to each field. Takes the focus whenever a submission failed.
export function Summary<V extends Values>({
    form,
    labels,
}: {
    form: Form<V>
    labels: Partial<Record<keyof V, string>>
}) {
    const words = useWords()
    const fields = Object.entries(form.errors).filter(([, text]) => text)
    if (fields.length === 0 && form.general.length === 0) return null
    return (
        <div
            key={form.attempt}
            ref={take_focus}
            tabIndex={-1}
            role="alert"
            className="rounded-card border-2 border-danger bg-danger-soft p-4 outline-none"
        >
            <p className="font-semibold text-danger">{words.form.wrong}</p>
            <ul className="mt-1 list-disc pl-5">
                {form.general.map((text) => (
                    <li key={text}>{text}</li>
                ))}
                {fields.map(([name, text]) => (
                    <li key={name}>
                        <a
                            className="link inline-block py-0.5 align-top"
                            href={`#${form.id}${name}`}
                            onClick={(event) => {
                                event.preventDefault()
                                document.getElementById(`${form.id}${name}`)?.focus()
                            }}
                        >
                            {labels[name as keyof V] ?? name}: {text}
                        </a>
                    </li>
                ))}
            </ul>
        </div>
    )
}

// A form: what is wrong with it, its fields, and its one button, which says what happens. `send` is as for `form.submit`.
export function FormBox<V extends Values>({
    form,
    labels = {},
    action,
    look,
    check,
    handle,
    send,
    className = 'space-y-5',
    width = 'w-full',
    children,
}: {
    form: Form<V>
    labels?: Partial<Record<keyof V, string>>
    action: ReactNode
    look?: ComponentProps<typeof Button>['look']
    check?: (values: V) => Wrong<V>
    handle?: (problem: Problem) => boolean
    send: (key: string) => Promise<void>
    className?: string
    width?: string
    children?: ReactNode
}) {
    return (
        <form
            noValidate
            className={className}
            onSubmit={(event) => {
                event.preventDefault()
                form.submit(send, { check, handle })
            }}
        >
            <Summary form={form} labels={labels} />
            {children}
            <Button type="submit" look={look} pending={form.pending} className={width}>
                {action}
            </Button>
        </form>
    )
}

interface FieldProps extends FieldBinding {
    label: ReactNode
    hint?: ReactNode
    optional?: boolean
}
function Frame({
    id,
    label,
    hint,
    error,
    optional,
    children,
}: {
    id: string
    label: ReactNode
    hint?: ReactNode
    error?: string
    optional?: boolean
    children: ReactNode
}) {
    const words = useWords()
    return (
        <div className="min-w-0">
            <label htmlFor={id} className="mb-1 block font-medium">
                {label}
                {optional && <span className="font-normal text-muted"> ({words.form.optional})</span>}
            </label>
            {hint && (
                <p id={`${id}-hint`} className="mb-1 text-sm text-muted">
                    {hint}
                </p>
            )}
            {children}
            {error && (
                <p id={`${id}-error`} className="mt-1 text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {error}
                </p>
            )}
        </div>
    )
}
const described = (id: string, hint: ReactNode, error: string | undefined) =>
    [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined

type Native<T extends 'input' | 'select' | 'textarea'> = Omit<ComponentProps<T>, keyof FieldBinding>

export function Field({ label, hint, error, optional, ...input }: FieldProps & Native<'input'>) {
    return (
        <Frame id={input.id} label={label} hint={hint} error={error} optional={optional}>
            <input
                {...input}
                className="field"
                aria-invalid={error ? true : undefined}
                aria-describedby={described(input.id, hint, error)}
            />
        </Frame>
    )
}

export function TextArea({ label, hint, error, optional, ...input }: FieldProps & Native<'textarea'>) {
    return (
        <Frame id={input.id} label={label} hint={hint} error={error} optional={optional}>
            <textarea
                rows={3}
                {...input}
                className="field"
                aria-invalid={error ? true : undefined}
                aria-describedby={described(input.id, hint, error)}
            />
        </Frame>
    )
}

export function Select({ label, hint, error, optional, children, ...input }: FieldProps & Native<'select'>) {
    return (
        <Frame id={input.id} label={label} hint={hint} error={error} optional={optional}>
            <select
                {...input}
                className="field"
                aria-invalid={error ? true : undefined}
                aria-describedby={described(input.id, hint, error)}
            >
                {children}
            </select>
        </Frame>
    )
}

// What went wrong outside a form.
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
    const words = useWords()
    const text = error instanceof Problem ? error.message : words.unreachable
    return (
        <Notice kind="danger" role="alert">
            <p>{text}</p>
            {retry && (
                <button type="button" className="link mt-2 min-h-6" onClick={retry}>
                    {words.retry}
                </button>
            )}
        </Notice>
    )
}
