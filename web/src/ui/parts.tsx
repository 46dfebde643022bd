import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import { type ComponentProps, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { initials } from '../format'
import { useWords } from '../i18n'

const looks = {
    primary: 'border-transparent bg-primary text-on-primary hover:bg-primary-strong',
    secondary: 'border-control bg-surface text-text hover:bg-soft hover:text-on-soft',
    warning: 'border-danger bg-surface text-danger hover:bg-danger-soft',
    danger: 'border-transparent bg-danger text-on-danger hover:opacity-90',
}
type Look = keyof typeof looks
const shape =
    'inline-flex min-h-(--control) items-center justify-center gap-2 rounded-control border px-5 py-(--control-y) text-center font-semibold transition-colors'

// While it works it keeps its place and its focus, and a second click does nothing.
// A `ref` that takes the focus when its element appears, and only then: one written in place is called at each render.
export const take_focus = (element: HTMLElement | null) => element?.focus()

export function Button({
    look = 'primary',
    pending = false,
    className = '',
    children,
    ...button
}: ComponentProps<'button'> & { look?: Look; pending?: boolean }) {
    return (
        <button
            type="button"
            {...button}
            aria-disabled={pending || undefined}
            onClick={pending ? (event) => event.preventDefault() : button.onClick}
            className={`${shape} ${looks[look]} ${pending ? 'cursor-progress opacity-80' : 'cursor-pointer'} ${className}`}
        >
            {pending && <Spinner />}
            {children}
        </button>
    )
}

export function ButtonLink({
    look = 'primary',
    className = '',
    ...link
}: LinkProps & { look?: Look; className?: string }) {
    return <Link {...link} className={`${shape} ${looks[look]} ${className}`} />
}

function Spinner() {
    return (
        <span
            aria-hidden="true"
            className="size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent"
        />
    )
}

const tones = {
    info: 'border-info/40 bg-info-soft',
    warn: 'border-warn/40 bg-warn-soft',
    danger: 'border-danger bg-danger-soft',
    ok: 'border-ok/40 bg-ok-soft',
    soft: 'border-primary/25 bg-soft',
}
export function Notice({
    kind = 'info',
    className = '',
    children,
    ...box
}: ComponentProps<'div'> & { kind?: keyof typeof tones }) {
    return (
        <div {...box} className={`rounded-card border p-4 ${tones[kind]} ${className}`}>
            {children}
        </div>
    )
}

// A page: its title in the tab and as the heading, which takes the focus when somebody came here by a link of the application.
let arrivals = 0
export function Page({
    title,
    heading,
    step,
    beside,
    width = 'max-w-3xl',
    children,
}: {
    title: string
    heading?: ReactNode
    step?: string
    beside?: ReactNode
    width?: string
    children: ReactNode
}) {
    const head = useRef<HTMLHeadingElement>(null)
    const { pathname } = useLocation()
    useEffect(() => {
        document.title = `${title} · Venera`
    }, [title])
    // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another arrival
    useEffect(() => {
        if (arrivals++ > 0) head.current?.focus({ preventScroll: true })
    }, [pathname])
    return (
        <div className={`mx-auto w-full ${width}`}>
            {step && <p className="mb-1 text-sm font-medium text-muted">{step}</p>}
            <div className="flex flex-wrap items-center justify-between gap-3">
                <h1 ref={head} tabIndex={-1} className="text-2xl font-bold tracking-tight sm:text-3xl">
                    {heading ?? title}
                </h1>
                {beside && <div className="no-print flex flex-wrap gap-2">{beside}</div>}
            </div>
            {children}
        </div>
    )
}

// Nothing for 150 ms, then boxes of about the final size, and one word for those who cannot see them.
export function Loading({ rows = 3, height = 'h-40' }: { rows?: number; height?: string }) {
    const words = useWords()
    const [shown, show] = useState(false)
    useEffect(() => {
        const timer = setTimeout(() => show(true), 150)
        return () => clearTimeout(timer)
    }, [])
    return (
        <div role="status" className="mt-6 space-y-4">
            {shown && <span className="sr-only">{words.loading}</span>}
            {Array.from({ length: rows }, (_, row) => (
                <div
                    // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
                    key={row}
                    className={`${height} rounded-card ${shown ? 'animate-pulse border border-line bg-surface' : ''}`}
                />
            ))}
        </div>
    )
}

// The end of a list of which there is more; takes what useInfiniteQuery gives.
export function More({
    query,
    children,
}: {
    query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
    children: ReactNode
}) {
    if (!query.hasNextPage) return null
    return (
        <Button
            look="secondary"
            className="mt-6 w-full"
            pending={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
        >
            {children}
        </Button>
    )
}

export function Avatar({ name }: { name: string }) {
    return (
        <span
            aria-hidden="true"
            className="flex size-12 shrink-0 items-center justify-center rounded-full bg-soft font-semibold text-on-soft"
        >
            {initials(name)}
        </span>
    )
}

const states = {
    ok: 'bg-ok-soft text-ok',
    warn: 'bg-warn-soft text-warn',
    danger: 'bg-danger-soft text-danger',
    info: 'bg-info-soft text-info',
    soft: 'bg-soft text-on-soft',
}
export function Badge({ kind, children }: { kind: keyof typeof states; children: ReactNode }) {
    return (
        <span className={`inline-block rounded-full px-3 py-0.5 text-sm font-medium ${states[kind]}`}>
            {children}
        </span>
    )
}

// A question that must be answered before anything else. Escape is no.
export function Dialog({
    title,
    open,
    close,
    children,
}: {
    title: string
    open: boolean
    close: () => void
    children: ReactNode
}) {
    const box = useRef<HTMLDialogElement>(null)
    useEffect(() => {
        if (open) box.current?.showModal()
        else box.current?.close()
    }, [open])
    // One that is taken away gives the focus back only if it was closed.
    useLayoutEffect(() => {
        const shown = box.current
        return () => shown?.close()
    }, [])
    return (
        <dialog
            ref={box}
            aria-labelledby="dialog-title"
            onClose={close}
            className="w-[calc(100%-2rem)] max-w-md rounded-card border border-line bg-surface p-6 shadow-float"
        >
            {open && (
                <>
                    <h2 id="dialog-title" className="text-xl font-bold">
                        {title}
                    </h2>
                    {children}
                </>
            )}
        </dialog>
    )
}

// One of several, as native radio buttons in the form of cards.
export function Choice({
    name,
    value,
    checked,
    onChange,
    children,
}: {
    name: string
    value: string
    checked: boolean
    onChange: (value: string) => void
    children: ReactNode
}) {
    return (
        <label
            className={`flex min-h-12 cursor-pointer items-center gap-3 rounded-control border px-4 py-2 ${checked ? 'border-primary bg-soft text-on-soft' : 'border-control bg-surface'}`}
        >
            <input
                type="radio"
                name={name}
                value={value}
                checked={checked}
                onChange={() => onChange(value)}
                className="size-5 shrink-0 accent-primary"
            />
            <span className="min-w-0">{children}</span>
        </label>
    )
}
