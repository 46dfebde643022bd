// What the pages of those who work here are made of, besides `parts` and `form`: much on one screen, and all of it by keyboard.
import type { ReactNode } from 'react'
import { Page } from './parts'

// A page as wide as its area, with what can be done about all of it beside its title.
export function StaffPage({
    title,
    heading,
    actions,
    children,
}: {
    title: string
    heading?: ReactNode
    actions?: ReactNode
    children: ReactNode
}) {
    return (
        <Page title={title} heading={heading} beside={actions} width="max-w-none">
            {children}
        </Page>
    )
}

export interface Column<T> {
    head: string
    cell: (row: T) => ReactNode
    numeric?: true
    // The cell that names the row.
    names?: true
    // Short enough to stay on one line.
    short?: true
}

// A table that never makes the page wider: it scrolls in itself, also by the arrow keys. `relative`, so that what only screen readers
// see of its cells scrolls with them.
export function Table<T>({
    caption,
    columns,
    rows,
    id,
    is_caption_seen = false,
}: {
    caption: string
    columns: Column<T>[]
    rows: T[]
    id: (row: T) => string
    is_caption_seen?: boolean
}) {
    const padding = 'px-3 py-2 align-top'
    return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className="card relative overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
            <table className="w-full border-collapse text-left">
                <caption className={is_caption_seen ? 'p-3 text-left font-semibold' : 'sr-only'}>
                    {caption}
                </caption>
                <thead className="border-b border-line text-sm text-muted">
                    <tr>
                        {columns.map(({ head, numeric }) => (
                            <th
                                key={head}
                                scope="col"
                                className={`${padding} font-medium whitespace-nowrap ${numeric ? 'text-right' : ''}`}
                            >
                                {head}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody className="divide-y divide-line">
                    {rows.map((row) => (
                        <tr key={id(row)}>
                            {columns.map(({ head, cell, numeric, names, short }) => {
                                const shape = `${padding} ${numeric ? 'text-right' : ''} ${short ? 'whitespace-nowrap' : ''}`
                                return names ? (
                                    <th key={head} scope="row" className={`${shape} min-w-36 font-medium`}>
                                        {cell(row)}
                                    </th>
                                ) : (
                                    <td key={head} className={shape}>
                                        {cell(row)}
                                    </td>
                                )
                            })}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    )
}

// What a list says when it is empty, and where to go from there.
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
    return (
        <div className="card mt-4 p-6">
            <p className="text-lg font-semibold">{title}</p>
            {children}
        </div>
    )
}

// Names and values of one thing.
export function Facts({ rows }: { rows: [name: string, value: ReactNode][] }) {
    return (
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
            {rows.map(([name, value]) => (
                <div key={name} className="contents">
                    <dt className="text-muted">{name}</dt>
                    <dd className="mb-2 min-w-0 sm:mb-0">{value}</dd>
                </div>
            ))}
        </dl>
    )
}
