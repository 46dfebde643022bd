// The agenda by day or week, with everything by keyboard. What is shown is in the address.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { server_now } from '../../api/client'
import { agenda, my_schedule } from '../../api/first'
import { useDoctorId } from '../../api/practice'
import { day_range, full_day, later_date, time_at } from '../../format'
import { usePracticeWords } from '../../i18n/practice'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import { AgendaBoard } from './board'
import { KeysDialog, useKeys, useKeysChoice } from './keys'
import { board_of, monday_of } from './layout'
import { useLiveAgenda } from './live'
import { NoCalendar, NoHours } from './nothing'
import { useTypeNames } from './type_names'
import { VisitPanel } from './visit_panel'

const route = getRouteApi('/people/practice/agenda')
type View = 'day' | 'week'

function Toolbar({ view, date, go }: { view: View; date: string; go: (date?: string) => void }) {
    const own = usePracticeWords().agenda
    const step = view === 'week' ? 7 : 1
    const tab = 'flex min-h-9 items-center rounded-control border px-3 font-medium'
    return (
        <div className="no-print mt-4 flex flex-wrap items-end gap-2">
            <nav aria-label={own.view} className="flex gap-1">
                {(['day', 'week'] as const).map((one) => (
                    <Link
                        key={one}
                        to="/practice/agenda"
                        search={(before) => ({ ...before, view: one, visit: undefined })}
                        aria-current={view === one ? 'page' : undefined}
                        className={`${tab} ${view === one ? 'border-primary bg-soft text-on-soft' : 'border-control hover:bg-soft hover:text-on-soft'}`}
                    >
                        {own[one]}
                    </Link>
                ))}
            </nav>
            <div className="flex gap-1">
                <Button
                    look="secondary"
                    className="px-3!"
                    aria-label={own.previous[view]}
                    onClick={() => go(later_date(date, -step))}
                >
                    ‹
                </Button>
                <Button look="secondary" className="px-3!" onClick={() => go()}>
                    {own.today}
                </Button>
                <Button
                    look="secondary"
                    className="px-3!"
                    aria-label={own.next[view]}
                    onClick={() => go(later_date(date, step))}
                >
                    ›
                </Button>
            </div>
            <label className="flex items-center gap-2">
                <span className="sr-only">{own.go_to}</span>
                <input
                    type="date"
                    className="field"
                    value={date}
                    onChange={(event) => event.target.value && go(event.target.value)}
                />
            </label>
        </div>
    )
}

// What is shown: the date of the address, or today where the doctor works.
function useView(timezone: string | undefined) {
    const { view = 'week', date, visit } = route.useSearch()
    const today = timezone ? time_at(server_now(), timezone).date : ''
    const shown = date ?? today
    return { view, visit, shown, from: shown && view === 'week' ? monday_of(shown) : shown }
}

export default function AgendaPage() {
    const own = usePracticeWords()
    const id = useDoctorId()
    const navigate = route.useNavigate()
    const schedule = useQuery(my_schedule(id))
    const timezone = schedule.data?.timezone
    const { view, visit, shown, from } = useView(timezone)
    const { data, error, refetch } = useLiveAgenda(id, {
        ...agenda(id, from, view === 'week' ? 7 : 1),
        enabled: from !== '',
    })
    const board = useMemo(() => data && board_of(data), [data])
    const type_name = useTypeNames(id)
    const [keys_shown, show_keys] = useState(false)
    const [keys_on, choose_keys] = useKeysChoice()

    const go = (date?: string) => void navigate({ search: { view, date } })
    const look = (next: View) => void navigate({ search: { view: next, date: shown } })
    const open = (visit_id?: string) =>
        void navigate({ search: (before) => ({ ...before, visit: visit_id }), replace: true })
    const step = view === 'week' ? 7 : 1
    useKeys(
        {
            t: () => go(),
            d: () => look('day'),
            w: () => look('week'),
            j: () => go(later_date(shown, step)),
            k: () => go(later_date(shown, -step)),
            '?': () => show_keys(true),
        },
        keys_on && from !== '',
    )
    const title = !from
        ? own.agenda.title
        : view === 'day'
          ? full_day(from)
          : day_range(from, later_date(from, 6))
    return (
        <StaffPage
            title={`${own.agenda.title}, ${title}`}
            heading={title}
            actions={
                <>
                    {view === 'day' && (
                        <Button look="secondary" onClick={() => print()}>
                            {own.agenda.print}
                        </Button>
                    )}
                    <Button look="secondary" onClick={() => show_keys(true)}>
                        {own.agenda.keys}
                    </Button>
                </>
            }
        >
            {id === '' && <NoCalendar />}
            {schedule.error && <NoHours />}
            {from && <Toolbar view={view} date={shown} go={go} />}
            {error && <Failure error={error} retry={refetch} />}
            {id !== '' && !data && !error && !schedule.error && <Loading rows={1} height="h-96" />}
            {board && data && (
                <AgendaBoard
                    board={board}
                    timezone={data.timezone}
                    open={(one) => open(one.id)}
                    type_name={type_name}
                />
            )}
            {data && <p className="mt-4 text-sm text-muted">{own.agenda.zone(data.timezone)}</p>}
            <VisitPanel
                visit={data?.appointments.find((one) => one.id === visit)}
                close={() => open()}
                type_name={type_name}
            />
            <KeysDialog
                open={keys_shown}
                close={() => show_keys(false)}
                is_on={keys_on}
                choose={choose_keys}
            />
        </StaffPage>
    )
}
