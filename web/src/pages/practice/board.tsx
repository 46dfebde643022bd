// The agenda on the screen: a list of visits per day, laid on a grid of five minutes where there is room for it, one below the
// other on a phone and on paper.
import { type KeyboardEvent, useState } from 'react'
import { server_now } from '../../api/client'
import { day_of_month, long_day, time_at, weekday } from '../../format'
import { useWords } from '../../i18n'
import { usePracticeWords } from '../../i18n/practice'
import { useNow } from '../../state/now'
import {
    type Board as BoardLayout,
    type Day,
    grid_minutes,
    minutes_of,
    neighbour,
    type Placed,
    row_height,
    time_of,
} from './layout'
import type { Visit } from './steps'
import { VisitStatus } from './visit_parts'

const looks: Partial<Record<Visit['status'], string>> = {
    held: 'border-dashed border-control bg-surface',
    pending: 'border-warn/60 bg-warn-soft',
    arrived: 'border-ok bg-ok-soft border-l-4',
    fulfilled: 'border-line bg-surface text-muted',
    noshow: 'border-danger/50 bg-danger-soft line-through',
}
const signs: Partial<Record<Visit['status'], string>> = { arrived: '● ', fulfilled: '✓ ', noshow: '✕ ' }

interface Frame {
    board: BoardLayout
    focused: string | undefined
    focus: (id: string) => void
    open: (visit: Visit) => void
    type_name: (code: string) => string
    is_week: boolean
}

const rows = (board: BoardLayout, start: number, end: number) =>
    `${(start - board.start) / grid_minutes + 1} / ${(end - board.start) / grid_minutes + 1}`

function VisitBox({ placed, frame }: { placed: Placed; frame: Frame }) {
    const { visit, start, end, lane } = placed
    const own = usePracticeWords()
    const { board, focused, focus, open, type_name, is_week } = frame
    const name = visit.status === 'held' ? own.visit.nobody : visit.patient_name
    const is_seen = !is_week && end - start >= 30
    return (
        <li
            className="z-10 min-w-0 max-md:mt-2 print:mt-2"
            style={{ gridRow: rows(board, start, end), gridColumn: lane + 1 }}
        >
            <button
                type="button"
                id={`visit-${visit.id}`}
                data-visit={visit.id}
                tabIndex={focused === visit.id ? 0 : -1}
                onFocus={() => focus(visit.id)}
                onClick={() => open(visit)}
                className={`block h-full w-full cursor-pointer overflow-hidden rounded-md border px-2 py-px text-left text-sm leading-5 max-md:py-1 print:border-0 print:bg-transparent print:px-0 ${looks[visit.status] ?? 'border-primary/40 bg-soft text-on-soft'}`}
            >
                <span className={is_week ? 'md:block md:truncate' : ''}>
                    <strong className="mr-1 font-semibold">
                        <span aria-hidden="true">{signs[visit.status]}</span>
                        {visit.local_time}
                        <span className={is_week ? 'md:sr-only' : ''}>–{time_of(end)}</span>
                    </strong>{' '}
                    {name}
                </span>
                <span className={is_week ? 'md:sr-only' : ''}>
                    {' '}
                    · {type_name(visit.visit_type)}
                    {visit.reason && ` · ${visit.reason}`}
                </span>
                <span className={is_seen ? 'float-right ml-2' : 'sr-only'}>
                    {' '}
                    <VisitStatus status={visit.status} />
                </span>
            </button>
        </li>
    )
}

// Its head and its hours, each in line with those of the other columns, however many lines a head has.
const column = 'md:row-span-2 md:grid md:grid-rows-subgrid'

function DayColumn({ day, frame, now }: { day: Day; frame: Frame; now: number | undefined }) {
    const own = usePracticeWords().agenda
    const { board, is_week } = frame
    const row_count = (board.end - board.start) / grid_minutes
    const grid = is_week ? 'md:grid' : 'grid max-md:block!'
    const is_seen = now !== undefined && now >= board.start && now < board.end
    return (
        <section
            aria-labelledby={`day-${day.date}`}
            className={`min-w-0 max-md:mb-6 print:mb-4 print:block ${column}`}
        >
            <h2
                id={`day-${day.date}`}
                className={`mb-1 font-semibold ${now === undefined ? '' : 'text-primary'}`}
            >
                {is_week ? (
                    <>
                        {weekday(day.date)} <span className="md:max-xl:block">{day_of_month(day.date)}</span>
                    </>
                ) : (
                    long_day(day.date)
                )}
                {now !== undefined && <span className="ml-1 text-sm font-normal">({own.today})</span>}
                <span className="block text-sm font-normal text-muted">
                    {day.visits.length ? own.visits(day.visits.length) : own.none}
                </span>
            </h2>
            <ol
                className={`${grid} relative rounded-control print:block! md:border md:border-line md:bg-line/40 print:border-0 print:bg-transparent`}
                style={{
                    gridTemplateRows: `repeat(${row_count}, var(--row))`,
                    gridTemplateColumns: `repeat(${day.lanes}, minmax(0, 1fr))`,
                }}
            >
                {day.free.map(({ start, end }) => (
                    <li
                        key={start}
                        className="bg-surface text-sm text-muted max-md:hidden print:hidden"
                        style={{ gridRow: rows(board, start, end), gridColumn: '1 / -1' }}
                    >
                        <span className="sr-only">
                            {own.free} {time_of(start)}–{time_of(end)}
                        </span>
                    </li>
                ))}
                {day.visits.map((placed) => (
                    <VisitBox key={placed.visit.id} placed={placed} frame={frame} />
                ))}
                {is_seen && (
                    <li
                        aria-hidden="true"
                        className="z-20 h-0 border-t-2 border-danger max-md:hidden print:hidden"
                        style={{ gridRow: rows(board, now, now + grid_minutes), gridColumn: '1 / -1' }}
                    />
                )}
            </ol>
        </section>
    )
}

function Hours({ board }: { board: BoardLayout }) {
    const hours = Array.from({ length: (board.end - board.start) / 60 }, (_, hour) => board.start + hour * 60)
    return (
        <div
            aria-hidden="true"
            className={`pr-1 text-right text-sm text-muted max-md:hidden print:hidden ${column}`}
        >
            <div />
            <div>
                {hours.map((hour) => (
                    <div key={hour} className="leading-none" style={{ height: 'calc(var(--row) * 12)' }}>
                        {time_of(hour)}
                    </div>
                ))}
            </div>
        </div>
    )
}

export function AgendaBoard({
    board,
    timezone,
    open,
    type_name,
}: {
    board: BoardLayout
    timezone: string
    open: (visit: Visit) => void
    type_name: (code: string) => string
}) {
    const words = useWords()
    useNow(60_000)
    const first = board.days.flatMap((day) => day.visits)[0]?.visit.id
    const [chosen, focus] = useState<string>()
    const is_here = board.days.some((day) => day.visits.some((one) => one.visit.id === chosen))
    const frame = {
        board,
        focused: is_here ? chosen : first,
        focus,
        open,
        type_name,
        is_week: board.days.length > 1,
    }
    const clock = time_at(server_now(), timezone)
    const now_on = (date: string) =>
        clock.date === date ? Math.floor(minutes_of(clock.time) / grid_minutes) * grid_minutes : undefined
    const walk = (event: KeyboardEvent) => {
        if (!event.key.startsWith('Arrow') || event.altKey || event.ctrlKey || event.metaKey) return
        const from = (event.target as HTMLElement).dataset.visit
        const to = from && neighbour(board, from, event.key)
        if (!from) return
        event.preventDefault()
        if (to) document.getElementById(`visit-${to.id}`)?.focus()
    }
    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrows are heard from the visits in it
        <div
            className="mt-4"
            style={{ '--row': `${row_height(board)}px` } as React.CSSProperties}
            onKeyDown={walk}
        >
            <div
                className="gap-x-1 md:grid print:block"
                style={{ gridTemplateColumns: `auto repeat(${board.days.length}, minmax(0, 1fr))` }}
                aria-label={words.areas.practice}
                role="group"
            >
                <Hours board={board} />
                {board.days.map((day) => (
                    <DayColumn key={day.date} day={day} frame={frame} now={now_on(day.date)} />
                ))}
            </div>
        </div>
    )
}
