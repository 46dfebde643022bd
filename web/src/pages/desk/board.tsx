// The day board of a clinic: who comes when, to whom, and how far they are, as it happens.
import { useEffect, useRef, useState } from 'react'
import type { Board, BoardVisit } from '../../api/desk'
import { today_at } from '../../api/first'
import type { LiveState } from '../../api/stream'
import { later_date, long_day } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { useNow } from '../../state/now'
import { Failure } from '../../ui/form'
import { Button, ButtonLink, Loading, Notice } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'
import { useClinic } from './clinic'
import { Columns, PrintedDay } from './columns'
import { FindBox } from './find'
import { useLiveBoard } from './live'
import { route } from './route'
import { VisitPanel } from './visit'

const counts_of = (visits: BoardVisit[]) => {
    const count = (...states: BoardVisit['status'][]) =>
        visits.filter((visit) => states.includes(visit.status)).length
    return {
        expected: count('booked', 'pending'),
        arrived: count('arrived'),
        done: count('fulfilled'),
        missed: count('noshow'),
    }
}

const wide = '(min-width: 40rem)'
function useWide() {
    const [is_wide, set_wide] = useState(() => matchMedia(wide).matches)
    useEffect(() => {
        const list = matchMedia(wide)
        const changed = () => set_wide(list.matches)
        list.addEventListener('change', changed)
        return () => list.removeEventListener('change', changed)
    }, [])
    return is_wide
}

function DayChoice({ date, today }: { date: string; today: string }) {
    const own = useDeskWords()
    const navigate = route.useNavigate()
    const go = (next: string) =>
        navigate({
            search: (before) => ({ ...before, date: next === today ? undefined : next, visit: undefined }),
        })
    return (
        <div className="flex items-end gap-1">
            <Button
                look="secondary"
                className="px-3!"
                aria-label={own.board.previous}
                onClick={() => go(later_date(date, -1))}
            >
                ‹
            </Button>
            <label className="block">
                <span className="mb-1 block text-sm font-medium">{own.board.date}</span>
                <input
                    type="date"
                    className="field"
                    value={date}
                    min="2000-01-01"
                    max="2199-12-31"
                    required
                    onChange={(event) =>
                        event.target.value && event.target.validity.valid && go(event.target.value)
                    }
                />
            </label>
            <Button
                look="secondary"
                className="px-3!"
                aria-label={own.board.next}
                onClick={() => go(later_date(date, 1))}
            >
                ›
            </Button>
            {date !== today && (
                <Button look="secondary" className="px-3!" onClick={() => go(today)}>
                    {own.board.today}
                </Button>
            )}
        </div>
    )
}

function Chooser({
    label,
    value,
    choose,
    children,
}: {
    label: string
    value: string
    choose: (value: string) => void
    children: React.ReactNode
}) {
    return (
        <label className="block min-w-0 max-sm:w-full sm:max-w-60">
            <span className="mb-1 block text-sm font-medium">{label}</span>
            <select className="field" value={value} onChange={(event) => choose(event.target.value)}>
                {children}
            </select>
        </label>
    )
}

function Liveness({ state, read_at }: { state: LiveState; read_at: number }) {
    const own = useDeskWords()
    const time = new Date(read_at).toLocaleTimeString([], {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
    })
    return (
        <span role="status" className={state === 'lost' ? 'font-medium text-warn' : 'text-muted'}>
            <span aria-hidden="true">{state === 'live' ? '● ' : '○ '}</span>
            {own.board[state]}
            {state === 'lost' && read_at > 0 && ` (${own.board.read_at(time)})`}
        </span>
    )
}

function Day({ board, is_fresh }: { board: Board; is_fresh: React.ReactNode }) {
    const own = useDeskWords()
    const is_wide = useWide()
    const now = useNow()
    const search = route.useSearch()
    const navigate = route.useNavigate()
    const box = useRef<HTMLInputElement>(null)
    const [last_found, set_found] = useState<{ id: string }>()
    const found = last_found?.id === search.visit ? last_found : undefined
    const [with_cancelled, show_cancelled] = useState(false)
    const { doctors, visits } = board
    const one = doctors.find((doctor) => doctor.id === search.doctor) ?? (is_wide ? undefined : doctors[0])
    const shown_doctors = one ? [one] : doctors
    const cancelled = visits.filter((visit) => visit.status === 'cancelled').length
    const shown = visits.filter((visit) => with_cancelled || visit.status !== 'cancelled')
    // Where there is room for one thing only, that is the visit.
    const aside = search.visit ? 'max-lg:hidden' : ''
    const open = (visit: BoardVisit) => {
        // Who types in it keeps the focus, whatever happens beside; what was found takes it.
        box.current?.blur()
        set_found({ id: visit.id })
        void navigate({ search: (before) => ({ ...before, visit: visit.id }) })
    }
    const close = () => {
        const opened = search.visit
        set_found(undefined)
        void navigate({ search: (before) => ({ ...before, visit: undefined }) })
        if (found) box.current?.focus()
        else document.querySelector<HTMLElement>(`a[href*="visit=${opened}"]`)?.focus()
    }
    return (
        <>
            <div
                className={`no-print mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_auto] ${aside}`}
            >
                <FindBox visits={visits} open={open} box={box} />
                {doctors.length > 1 && (
                    <Chooser
                        label={own.board.doctor}
                        value={one?.id ?? ''}
                        choose={(id) =>
                            navigate({ search: (before) => ({ ...before, doctor: id || undefined }) })
                        }
                    >
                        {is_wide && <option value="">{own.board.all_doctors}</option>}
                        {doctors.map((doctor) => (
                            <option key={doctor.id} value={doctor.id}>
                                {doctor.name}
                            </option>
                        ))}
                    </Chooser>
                )}
            </div>
            <div className={`no-print mt-3 mb-3 flex flex-wrap items-center gap-x-4 gap-y-1 ${aside}`}>
                <p className="font-medium">{own.board.counts(counts_of(visits)).join(' · ')}</p>
                {is_fresh}
                {cancelled > 0 && (
                    <label className="flex min-h-6 items-center gap-2">
                        <input
                            type="checkbox"
                            className="size-5 accent-primary"
                            checked={with_cancelled}
                            onChange={(event) => show_cancelled(event.target.checked)}
                        />
                        {own.board.cancelled(cancelled)}
                    </label>
                )}
            </div>
            {!board.whole && (
                <Notice kind="warn" className="mb-3">
                    {own.board.not_whole}
                </Notice>
            )}
            <div
                className={
                    search.visit ? 'mt-4 gap-4 lg:mt-0 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem]' : ''
                }
            >
                <div className={aside}>
                    {doctors.length === 0 ? (
                        <Empty title={own.board.none}>
                            <p>{own.board.none_hint}</p>
                        </Empty>
                    ) : (
                        <Columns board={board} doctors={shown_doctors} visits={shown} now={now} />
                    )}
                </div>
                {search.visit && (
                    <VisitPanel
                        key={search.visit}
                        id={search.visit}
                        found={found}
                        close={close}
                        next={() => found && box.current?.focus()}
                    />
                )}
            </div>
            <PrintedDay board={board} doctors={shown_doctors} visits={shown} />
        </>
    )
}

function LiveDay({ clinic_id, date }: { clinic_id: string; date: string }) {
    const { data, error, refetch, state, dataUpdatedAt } = useLiveBoard(clinic_id, date)
    if (!data && error)
        return (
            <div className="mt-6">
                <Failure error={error} retry={refetch} />
            </div>
        )
    if (!data) return <Loading rows={3} height="h-28" />
    return <Day board={data} is_fresh={<Liveness state={state} read_at={dataUpdatedAt} />} />
}

export default function BoardPage() {
    const own = useDeskWords()
    const search = route.useSearch()
    const navigate = route.useNavigate()
    const now = useNow()
    const { list, clinic, error, refetch, isPending } = useClinic(search.clinic)
    const today = clinic ? today_at(clinic.timezone, now) : ''
    const date = search.date ?? today
    const where = { clinic: clinic?.id }
    return (
        <StaffPage
            title={own.board.title}
            heading={date ? long_day(date) : own.board.title}
            actions={
                <>
                    <ButtonLink to="/desk/walk-in" search={where} look="secondary">
                        {own.board.walk_in}
                    </ButtonLink>
                    <ButtonLink to="/desk/book" search={where}>
                        {own.board.book}
                    </ButtonLink>
                    <Button look="secondary" className="max-sm:hidden" onClick={() => print()}>
                        {own.board.print}
                    </Button>
                </>
            }
        >
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {clinic ? (
                <>
                    <div
                        className={`no-print mt-4 flex flex-wrap items-end gap-3 ${search.visit ? 'max-lg:hidden' : ''}`}
                    >
                        <DayChoice date={date} today={today} />
                        {list.length > 1 && (
                            <Chooser
                                label={own.board.clinic}
                                value={clinic.id}
                                choose={(id) =>
                                    navigate({ search: (before) => ({ date: before.date, clinic: id }) })
                                }
                            >
                                {list.map((one) => (
                                    <option key={one.id} value={one.id}>
                                        {one.name}, {one.city}
                                    </option>
                                ))}
                            </Chooser>
                        )}
                    </div>
                    <LiveDay key={`${clinic.id} ${date}`} clinic_id={clinic.id} date={date} />
                </>
            ) : (
                !isPending && !error && <Empty title={own.board.no_clinics} />
            )}
        </StaffPage>
    )
}
