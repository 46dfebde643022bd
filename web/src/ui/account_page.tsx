// The frame of the pages of an account: where one is, and where else one can go.
import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { type SignedIn, useSession } from '../api/session'
import { useAccountWords } from '../i18n/account'
import { Forbidden } from '../pages/errors'
import { Page } from './parts'

const places = [
    ['/account', 'profile', 'all'],
    ['/account/notifications', 'notifications', 'all'],
    ['/account/security', 'security', 'all'],
    ['/account/relatives', 'relatives', 'patients'],
    ['/account/record', 'record', 'patients'],
    ['/account/accesses', 'accesses', 'patients'],
    ['/account/payments', 'payments', 'patients'],
    ['/account/reviews', 'reviews', 'patients'],
    ['/account/waitlist', 'waitlist', 'patients'],
] as const

function Places({ is_patient }: { is_patient: boolean }) {
    const words = useAccountWords().places
    const { pathname } = useLocation()
    return (
        <ul className="space-y-1">
            {places
                .filter(([, , whose]) => whose === 'all' || is_patient)
                .map(([to, name]) => (
                    <li key={to}>
                        <Link
                            to={to}
                            aria-current={pathname === to ? 'page' : undefined}
                            className={`flex min-h-11 items-center rounded-control border-l-4 px-3 py-1 ${pathname === to ? 'border-primary bg-soft font-semibold text-on-soft' : 'border-transparent hover:bg-soft hover:text-on-soft'}`}
                        >
                            {words[name]}
                        </Link>
                    </li>
                ))}
        </ul>
    )
}

export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
    const words = useAccountWords()
    const now = useSession()
    const menu = useRef<HTMLDetailsElement>(null)
    const { pathname } = useLocation()
    // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes elsewhere is done with the menu
    useEffect(() => {
        if (menu.current) menu.current.open = false
    }, [pathname])
    const is_patient = now.status === 'signed_in' && Boolean(now.patient)
    return (
        <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-10">
            <nav aria-label={words.title} className="no-print hidden lg:block">
                <Places is_patient={is_patient} />
            </nav>
            <nav aria-label={words.title} className="no-print mb-5 lg:hidden">
                <details ref={menu} className="card">
                    <summary className="flex min-h-12 cursor-pointer items-center justify-between px-4 font-medium">
                        {words.title}
                        <span aria-hidden="true" className="text-xs">
                            ▾
                        </span>
                    </summary>
                    <div className="border-t border-line p-2">
                        <Places is_patient={is_patient} />
                    </div>
                </details>
            </nav>
            <Page title={title} width="max-w-2xl lg:mx-0">
                {children}
            </Page>
        </div>
    )
}

// For patients only: the accounts of the practice have no profile of that kind.
export const for_patients = (Content: (props: { patient: NonNullable<SignedIn['patient']> }) => ReactNode) =>
    function PatientsOnly() {
        const now = useSession()
        if (now.status !== 'signed_in') return null
        return now.patient ? <Content patient={now.patient} /> : <Forbidden />
    }

export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
    return (
        <section className="card mt-6 p-4 sm:p-6">
            <h2 className="text-xl font-semibold">{title}</h2>
            {hint && <p className="mt-1 text-muted">{hint}</p>}
            <div className="mt-4">{children}</div>
        </section>
    )
}
