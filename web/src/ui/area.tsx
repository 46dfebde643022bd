// The frame of an area: its pages in a row above, or, where there are many, beside. Controls are 36 px high in here.
import { Link, type LinkProps, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Area } from '../api/areas'
import { useWords } from '../i18n'
import { useAreaWords } from '../i18n/areas'

type Words = ReturnType<typeof useAreaWords>
interface Group {
    title?: string
    links: { to: LinkProps['to']; text: string; exact?: boolean }[]
}

// Each area's menu. Groups have titles only where there are several.
const menus: Record<Area, (words: Words) => Group[]> = {
    practice: ({ practice }) => [
        {
            links: [
                { to: '/practice', text: practice.today, exact: true },
                { to: '/practice/agenda', text: practice.agenda },
                { to: '/practice/patients', text: practice.patients },
                { to: '/practice/hours', text: practice.hours },
                { to: '/practice/calendars', text: practice.calendars },
                { to: '/practice/reviews', text: practice.reviews },
            ],
        },
    ],
    desk: ({ desk }) => [
        {
            links: [
                { to: '/desk', text: desk.board, exact: true },
                { to: '/desk/book', text: desk.book },
                { to: '/desk/walk-in', text: desk.walk_in },
                { to: '/desk/patients', text: desk.patients, exact: true },
                { to: '/desk/patients/new', text: desk.new_patient },
            ],
        },
    ],
    admin: ({ admin: words }) => [
        {
            links: [
                { to: '/admin', text: words.overview, exact: true },
                { to: '/admin/statistics', text: words.statistics },
            ],
        },
        {
            title: words.people,
            links: [
                { to: '/admin/users', text: words.users },
                { to: '/admin/patients', text: words.patients },
                { to: '/admin/reviews', text: words.reviews },
                { to: '/admin/waitlist', text: words.waitlist },
            ],
        },
        {
            title: words.catalogue,
            links: [
                { to: '/admin/doctors', text: words.doctors },
                { to: '/admin/clinics', text: words.clinics },
                { to: '/admin/specialties', text: words.specialties },
            ],
        },
        {
            title: words.operations,
            links: [
                { to: '/admin/payments', text: words.payments },
                { to: '/admin/messages', text: words.messages },
                { to: '/admin/audit', text: words.audit },
                { to: '/admin/events', text: words.events },
                { to: '/admin/webhooks', text: words.webhooks },
                { to: '/admin/api-keys', text: words.api_keys },
                { to: '/admin/settings', text: words.settings },
            ],
        },
    ],
}

const item = 'flex min-h-9 items-center whitespace-nowrap rounded-control px-3 font-medium'
const resting = `${item} text-muted hover:bg-soft hover:text-on-soft`
const chosen = `${item} bg-soft text-on-soft`

function Links({ group }: { group: Group }) {
    return group.links.map(({ to, text, exact = false }) => (
        <li key={text}>
            <Link
                to={to}
                activeOptions={{ exact, includeSearch: false }}
                activeProps={{ className: chosen }}
                inactiveProps={{ className: resting }}
            >
                {text}
            </Link>
        </li>
    ))
}

function Row({ groups, label }: { groups: Group[]; label: string }) {
    return (
        <nav aria-label={label} className="no-print mb-6 overflow-x-auto border-b border-line pb-2">
            <ul className="flex gap-1">
                {groups.map((group) => (
                    <Links key={group.title ?? ''} group={group} />
                ))}
            </ul>
        </nav>
    )
}

function Titled({ groups }: { groups: Group[] }) {
    return groups.map((group) => (
        <div key={group.title ?? ''} className="mb-4">
            {group.title && <p className="px-3 pb-1 text-sm font-semibold text-muted">{group.title}</p>}
            <ul>
                <Links group={group} />
            </ul>
        </div>
    ))
}

// Beside the pages where there is room; else behind a button that names them, and closed again when somebody went there.
function Column({ groups, label }: { groups: Group[]; label: string }) {
    const words = useAreaWords()
    const menu = useRef<HTMLDetailsElement>(null)
    const { pathname } = useLocation()
    // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes elsewhere is done with the menu
    useEffect(() => {
        if (menu.current) menu.current.open = false
    }, [pathname])
    return (
        <>
            <nav aria-label={label} className="no-print hidden w-52 shrink-0 lg:block">
                <Titled groups={groups} />
            </nav>
            <details
                ref={menu}
                className="no-print mb-4 rounded-card border border-line bg-surface lg:hidden"
            >
                <summary className="min-h-9 cursor-pointer px-4 py-2 font-semibold">{words.menu}</summary>
                <nav aria-label={label} className="grid px-2 pb-2 sm:grid-cols-3">
                    <Titled groups={groups} />
                </nav>
            </details>
        </>
    )
}

export default function AreaFrame({ name }: { name: Area }) {
    const words = useWords()
    const groups = menus[name](useAreaWords())
    const is_long = groups.length > 1
    const Menu = is_long ? Column : Row
    return (
        <div className={`area dense ${is_long ? 'lg:flex lg:gap-8' : ''}`}>
            <Menu groups={groups} label={words.areas[name]} />
            <div className="min-w-0 flex-1">
                <Outlet />
            </div>
        </div>
    )
}
