// What wants attention, and the day so far.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { chain, mail_queue, readiness, visit_statistics, webhooks } from '../../api/operations'
import { today } from '../../early_office'
import { full_day, moment } from '../../format'
import { useFigureWords } from '../../i18n/admin_figures'
import { Failure } from '../../ui/form'
import { Badge, Loading } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import { Tile } from './operations'

// One thing to look at: fine, not fine, or not known because the question failed.
function Item({
    name,
    is_fine,
    text,
    ...link
}: LinkProps & { name: string; is_fine: boolean | undefined; text: ReactNode }) {
    const words = useFigureWords().overview
    const kind = is_fine === undefined ? 'warn' : is_fine ? 'ok' : 'danger'
    return (
        <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <span className="min-w-28">
                <Badge kind={kind}>
                    {is_fine === undefined ? words.unknown : is_fine ? `✓ ${words.fine}` : `▲ ${words.look}`}
                </Badge>
            </span>
            <span className="min-w-0 flex-1 basis-52">
                {link.to ? (
                    <Link {...link} className="link inline-block py-0.5">
                        {name}
                    </Link>
                ) : (
                    <span className="font-medium">{name}</span>
                )}
                <span className="block text-muted">{text}</span>
            </span>
        </li>
    )
}

const most_counted = 1_000
function Mail() {
    const words = useFigureWords().overview
    const { data } = useQuery(mail_queue())
    const count = (n: number) => (n >= most_counted ? words.at_least(n) : String(n))
    const is_late = data?.oldest_due_at
        ? Date.now() - Date.parse(data.oldest_due_at) > 60_000 && data.due > 0
        : data && false
    return (
        <>
            <Item
                to="/admin/messages"
                search={{ state: 'dead' }}
                name={words.messages}
                is_fine={data && data.dead === 0}
                text={data && (data.dead ? words.messages_text(count(data.dead)) : words.messages_fine)}
            />
            <Item
                to="/admin/messages"
                search={{ state: 'waiting' }}
                name={words.late}
                is_fine={data && !is_late}
                text={
                    data &&
                    (is_late && data.oldest_due_at
                        ? words.late_text(count(data.due), moment(data.oldest_due_at))
                        : words.late_fine)
                }
            />
            <Item
                to="/admin/events"
                name={words.events}
                is_fine={data && data.dead_events === 0}
                text={
                    data &&
                    (data.dead_events ? words.events_text(count(data.dead_events)) : words.events_fine)
                }
            />
        </>
    )
}

function Hooks() {
    const words = useFigureWords().overview
    const { data } = useInfiniteQuery(webhooks())
    const all = data?.pages.flatMap((page) => page.data)
    const failing = all?.filter((one) => one.enabled && one.failing_since).length ?? 0
    const off =
        all?.filter((one) => one.disabled_because && one.disabled_because !== 'administrator').length ?? 0
    const well = all?.filter((one) => one.enabled && !one.failing_since).length ?? 0
    return (
        <Item
            to="/admin/webhooks"
            name={words.webhooks}
            is_fine={all && failing + off === 0}
            text={all && (failing + off > 0 ? words.webhooks_text(failing, off) : words.webhooks_fine(well))}
        />
    )
}

function Attention() {
    const words = useFigureWords().overview
    const seals = useQuery(chain())
    const ready = useQuery(readiness())
    const alarms = ready.data?.alarms ?? []
    return (
        <section aria-labelledby="attention" className="card mt-6">
            <h2 id="attention" className="border-b border-line px-4 py-3 text-lg font-bold">
                {words.attention}
            </h2>
            <ul className="divide-y divide-line">
                <Mail />
                <Hooks />
                <Item
                    to="/admin/audit"
                    hash="chain"
                    name={words.chain}
                    is_fine={seals.data && seals.data.status === 'sealed'}
                    text={seals.data && words.chain_text[seals.data.status]}
                />
                <Item
                    name={words.ready}
                    is_fine={ready.data && ready.data.status === 'ready' && alarms.length === 0}
                    text={
                        ready.data &&
                        (ready.data.status !== 'ready'
                            ? words.not_ready
                            : alarms.map((one) => words.alarms[one] ?? one).join(', ') || words.ready_text)
                    }
                />
            </ul>
        </section>
    )
}

function Today() {
    const { overview, figures } = useFigureWords()
    const day = today()
    const { data, error, refetch, isPending } = useQuery(visit_statistics({ from: day, until: day }))
    return (
        <section aria-labelledby="today" className="mt-8">
            <div className="flex flex-wrap items-baseline justify-between gap-3">
                <h2 id="today" className="text-lg font-bold">
                    {overview.today} · {full_day(day)}
                </h2>
                <Link to="/admin/statistics" className="link py-0.5">
                    {overview.more}
                </Link>
            </div>
            {isPending && <Loading rows={1} height="h-24" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <dl className="mt-3 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
                    {(['visits', 'kept', 'open', 'cancelled', 'no_show'] as const).map((name) => (
                        <Tile key={name} name={figures[name]} value={data[name]} />
                    ))}
                </dl>
            )}
        </section>
    )
}

export default function OverviewPage() {
    const words = useFigureWords().overview
    return (
        <StaffPage title={words.title}>
            <Attention />
            <Today />
        </StaffPage>
    )
}
