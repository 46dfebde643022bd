// What is around every page: the way past it for keyboards, the header, what is said in passing, the choices of this browser.
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { areas_of } from '../api/areas'
import { session, useLeavings, useSession } from '../api/session'
import { choose_language, useLanguage, useWords } from '../i18n'
import type { Dictionary } from '../i18n/en'
import { useOnline } from '../state/online'
import { choose_theme, type Theme, themes, useTheme } from '../state/theme'
import { dismiss, toast, useToasts } from '../state/toasts'

const item =
    'flex min-h-11 items-center whitespace-nowrap rounded-control px-3 font-medium hover:bg-soft hover:text-on-soft'

function Logo() {
    return (
        <span className="flex items-center gap-2 text-lg font-bold tracking-tight">
            <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
                <rect width="32" height="32" rx="9" className="fill-primary" />
                <path
                    d="M8 10.5 16 23l8-12.5"
                    fill="none"
                    strokeWidth="3.4"
                    strokeLinecap="round"
                    strokeLinejoin="round"
                    className="stroke-on-primary"
                />
            </svg>
            Venera
        </span>
    )
}

// Where somebody has something to do.
function places_of(now: ReturnType<typeof useSession>) {
    if (now.status !== 'signed_in') return []
    const own = areas_of(now.user.role).map((area) => ({
        to: `/${area}` as const,
        text: (words: Dictionary) => words.areas[area],
    }))
    const visits = { to: '/appointments' as const, text: (words: Dictionary) => words.appointments.title }
    return now.patient ? [...own, visits] : own
}

function LanguageSwitch() {
    const language = useLanguage()
    const other = language === 'en' ? 'es' : 'en'
    return (
        <button
            type="button"
            lang={other}
            aria-label={other === 'es' ? 'ES, Español' : 'EN, English'}
            className={`${item} cursor-pointer uppercase`}
            onClick={() => choose_language(other)}
        >
            {other}
        </button>
    )
}

function AccountMenu() {
    const words = useWords()
    const now = useSession()
    const menu = useRef<HTMLDetailsElement>(null)
    const place = useRouterState({ select: (state) => state.location.href })
    // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes elsewhere is done with the menu
    useEffect(() => {
        if (menu.current) menu.current.open = false
    }, [place])
    if (now.status !== 'signed_in')
        return (
            <Link to="/sign-in" className={`${item} border border-control`}>
                {words.sign_in.short}
            </Link>
        )
    return (
        <details
            ref={menu}
            className="relative"
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !menu.current) return
                menu.current.open = false
                menu.current.querySelector('summary')?.focus()
            }}
            onBlur={(event) => {
                if (menu.current && !menu.current.contains(event.relatedTarget)) menu.current.open = false
            }}
        >
            <summary
                className={`${item} cursor-pointer list-none border border-control [&::-webkit-details-marker]:hidden`}
            >
                <span className="max-w-28 truncate">{now.user.first_name}</span>
                <span aria-hidden="true" className="ml-2 text-xs">
                    ▾
                </span>
            </summary>
            <div className="absolute right-0 z-30 mt-2 w-60 rounded-card border border-line bg-surface p-2 shadow-float">
                <p className="truncate px-3 py-2 text-sm text-muted">{now.user.email}</p>
                {places_of(now).map(({ to, text }) => (
                    <Link key={to} to={to} className={item}>
                        {text(words)}
                    </Link>
                ))}
                <Link to="/account" className={item}>
                    {words.account}
                </Link>
                <button
                    type="button"
                    className={`${item} w-full cursor-pointer`}
                    onClick={async () => {
                        if (!(await session.end())) toast(words.still_signed_in)
                    }}
                >
                    {words.sign_out}
                </button>
            </div>
        </details>
    )
}

function Header() {
    const words = useWords()
    const now = useSession()
    return (
        <header className="no-print border-b border-line bg-surface">
            <div className="mx-auto flex min-h-16 max-w-6xl items-center group-has-[.area]/shell:max-w-[100rem] justify-between gap-1 px-4">
                <Link to="/" aria-label={words.home} className="rounded-control py-1">
                    <Logo />
                </Link>
                <nav aria-label={words.navigation} className="flex items-center gap-1">
                    <Link to="/" className={`${item} hidden! md:flex!`}>
                        {words.find.title}
                    </Link>
                    {places_of(now).map(({ to, text }) => (
                        <Link key={to} to={to} className={`${item} hidden! md:flex!`}>
                            {text(words)}
                        </Link>
                    ))}
                    <LanguageSwitch />
                    <AccountMenu />
                </nav>
            </div>
        </header>
    )
}

function Footer() {
    const words = useWords()
    const theme = useTheme()
    return (
        <footer className="no-print mt-16 border-t border-line">
            <div className="mx-auto flex max-w-6xl flex-wrap items-center group-has-[.area]/shell:max-w-[100rem] justify-between gap-4 px-4 py-6 text-sm text-muted">
                <p>{words.footer}</p>
                <label className="flex items-center gap-2">
                    {words.theme.label}
                    <select
                        value={theme}
                        onChange={(event) => choose_theme(event.target.value as Theme)}
                        className="min-h-10 rounded-control border border-control bg-surface px-2 text-text"
                    >
                        {themes.map((one) => (
                            <option key={one} value={one}>
                                {words.theme[one]}
                            </option>
                        ))}
                    </select>
                </label>
            </div>
        </footer>
    )
}

function Toasts() {
    const words = useWords()
    const toasts = useToasts()
    return (
        <div
            role="status"
            className="no-print fixed inset-x-4 bottom-4 z-40 mx-auto flex max-w-md flex-col gap-2"
        >
            {toasts.map(({ id, text, action }) => (
                <div
                    key={id}
                    className="flex items-center justify-between gap-4 rounded-card bg-text px-4 py-3 text-bg shadow-float"
                >
                    <span>{text}</span>
                    {action && (
                        <button
                            type="button"
                            className="min-h-8 cursor-pointer font-semibold underline underline-offset-4"
                            onClick={() => {
                                dismiss(id)
                                action.run()
                            }}
                        >
                            {action.label}
                        </button>
                    )}
                    <button
                        type="button"
                        aria-label={words.close}
                        className="min-h-8 min-w-8 cursor-pointer"
                        onClick={() => dismiss(id)}
                    >
                        ✕
                    </button>
                </div>
            ))}
        </div>
    )
}

export function Shell() {
    const words = useWords()
    const online = useOnline()
    const leavings = useLeavings()
    return (
        <div className="group/shell flex min-h-dvh flex-col">
            <a
                href="#main"
                className="sr-only z-50 rounded-control bg-primary p-3 text-on-primary focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
                onClick={(event) => {
                    event.preventDefault()
                    document.querySelector<HTMLElement>('h1')?.focus()
                }}
            >
                {words.skip}
            </a>
            <Header />
            <div role="status" className="no-print">
                {!online && (
                    <p className="bg-warn-soft px-4 py-3 text-center font-medium text-warn">
                        {words.offline}
                    </p>
                )}
            </div>
            <main
                id="main"
                className="min-h-dvh w-full max-w-6xl flex-1 group-has-[.area]/shell:max-w-[100rem] self-center px-4 pt-6 sm:pt-10"
            >
                <Outlet key={leavings} />
            </main>
            <Footer />
            <Toasts />
        </div>
    )
}
