// Charts of one's own: shapes only, which stretch to the room that there is; the words around them are text of the page. A chart is
// one picture with a sentence, and beside it stands its table, for everybody.
import type { ReactNode } from 'react'

export interface Series {
    name: string
    // Classes of the shape's colour, as a fill and as a mark in the legend.
    fill: string
    mark: string
    // Lines over the colour, so that it is told from its neighbour without it.
    is_hatched?: boolean
}
export interface Stack {
    label: string
    values: number[] // as many as there are series
}

const hatched =
    '[background-image:repeating-linear-gradient(0deg,var(--color-surface)_0_1px,transparent_1px_3px)]'

// The smallest of 1, 2, 5, 10, 20 ... that is not below, so that a scale has round numbers.
export function round_up(value: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
    return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}

function Legend({ series }: { series: Series[] }) {
    return (
        <ul aria-hidden="true" className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {series.map(({ name, mark, is_hatched }) => (
                <li key={name} className="flex items-center gap-2">
                    <span className={`size-3 rounded-sm ${mark} ${is_hatched ? hatched : ''}`} />
                    {name}
                </li>
            ))}
        </ul>
    )
}

function Stacks({ stacks, series, most }: { stacks: Stack[]; series: Series[]; most: number }) {
    return stacks.map((stack, index) => {
        let top = 100
        return (
            <g key={stack.label}>
                {series.map(({ name, fill, is_hatched }, at) => {
                    const height = ((stack.values[at] ?? 0) / most) * 100
                    top -= height
                    const box = { x: index + 0.1, y: top, width: 0.8, height }
                    return (
                        height > 0 && (
                            <g key={name}>
                                <rect {...box} className={fill} />
                                {is_hatched && <rect {...box} fill="url(#hatch)" />}
                            </g>
                        )
                    )
                })}
            </g>
        )
    })
}

// Stacked columns along time. `text` says what the picture shows.
export function Columns({ stacks, series, text }: { stacks: Stack[]; series: Series[]; text: string }) {
    const sums = stacks.map(({ values }) => values.reduce((sum, one) => sum + one, 0))
    const most = round_up(Math.max(...sums, 1))
    const named = [0, Math.floor((stacks.length - 1) / 2), stacks.length - 1]
    return (
        <div>
            <Legend series={series} />
            <div className="grid grid-cols-[auto_1fr] gap-x-2">
                <div
                    aria-hidden="true"
                    className="flex h-48 flex-col justify-between text-right text-sm leading-none text-muted"
                >
                    <span>{most}</span>
                    <span>{most / 2}</span>
                    <span>0</span>
                </div>
                <svg
                    role="img"
                    aria-label={text}
                    viewBox={`0 0 ${Math.max(stacks.length, 1)} 100`}
                    preserveAspectRatio="none"
                    className="h-48 w-full overflow-visible border-b border-control"
                >
                    <defs>
                        <pattern id="hatch" width="100%" height="4" patternUnits="userSpaceOnUse">
                            <rect width="100%" height="1.4" className="fill-surface" />
                        </pattern>
                    </defs>
                    {[0, 50].map((y) => (
                        <line
                            key={y}
                            x1="0"
                            x2={stacks.length}
                            y1={y}
                            y2={y}
                            vectorEffect="non-scaling-stroke"
                            className="stroke-line"
                        />
                    ))}
                    <Stacks stacks={stacks} series={series} most={most} />
                </svg>
                <span />
                <p aria-hidden="true" className="mt-1 flex justify-between gap-2 text-sm text-muted">
                    {[...new Set(named)].map((index) => (
                        <span key={index}>{stacks[index]?.label}</span>
                    ))}
                </p>
            </div>
        </div>
    )
}

// One number as a bar of its share of `most`, in a cell of the table that says the number.
export function Bar({ value, most, children }: { value: number; most: number; children?: ReactNode }) {
    return (
        <span className="flex min-w-24 items-center gap-2">
            <span aria-hidden="true" className="h-3 flex-1 rounded-sm bg-bg">
                <span
                    className="block h-3 rounded-sm bg-primary"
                    style={{ width: `${most > 0 ? (value / most) * 100 : 0}%` }}
                />
            </span>
            {children}
        </span>
    )
}

// Numbers in rows and columns, the larger the darker: it is its own table.
export function Heat({
    caption,
    columns,
    rows,
}: {
    caption: string
    columns: string[]
    rows: { head: string; values: number[] }[]
}) {
    const most = Math.max(1, ...rows.flatMap(({ values }) => values))
    const share = (value: number) => (value === 0 ? 0 : 12 + (value / most) * 88)
    return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className="overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
            <table className="w-full border-separate border-spacing-0.5 text-center text-sm">
                <caption className="sr-only">{caption}</caption>
                <thead className="text-muted">
                    <tr>
                        <td />
                        {columns.map((column) => (
                            <th key={column} scope="col" className="px-1 font-medium">
                                {column}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map(({ head, values }) => (
                        <tr key={head}>
                            <th scope="row" className="pr-2 text-right font-medium whitespace-nowrap">
                                {head}
                            </th>
                            {values.map((value, index) => (
                                <td
                                    // biome-ignore lint/suspicious/noArrayIndexKey: its column is what it is
                                    key={index}
                                    className="min-w-8 rounded-sm py-1"
                                    style={{
                                        background: `color-mix(in srgb, var(--color-soft) ${share(value)}%, var(--color-surface))`,
                                    }}
                                >
                                    {value || <span className="text-muted">·</span>}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    )
}
