// Who waits for what, and what became of the times that came free.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { all_doctors, type Waiting, waiting, waiting_figures } from '../../api/admin'
import { api, type Schemas } from '../../api/client'
import { specialties } from '../../api/queries'
import { moment, short_day } from '../../format'
import { useWords } from '../../i18n'
import { useAdminWords } from '../../i18n/admin_people'
import { toast } from '../../state/toasts'
import { Confirm, Section } from '../../ui/editing'
import { Failure, Select } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button, Loading } from '../../ui/parts'
import { type Column, Facts, StaffPage, Table } from '../../ui/staff'

interface Search {
    status?: Waiting['status']
    priority?: Waiting['priority']
    days?: 7 | 30 | 90 | 365
    by?: 'doctor' | 'specialty' | 'clinic'
}
function useFilters() {
    const { status = 'waiting', priority, days = 30, by = 'doctor' }: Search = useSearch({ strict: false })
    const navigate = useNavigate()
    const search = { status, priority, days, by }
    return {
        ...search,
        choose: (change: Search) =>
            void navigate({ to: '/admin/waitlist', search: { ...search, ...change }, replace: true }),
    }
}

function Choice<T extends string | number>({
    id,
    label,
    value,
    choices,
    choose,
}: {
    id: string
    label: string
    value: T | undefined
    choices: [T | undefined, string][]
    choose: (value: T | undefined) => void
}) {
    return (
        <Select
            id={id}
            name={id}
            label={label}
            value={String(value ?? '')}
            onChange={({ target }) =>
                choose(choices.find(([one]) => String(one ?? '') === target.value)?.[0])
            }
        >
            {choices.map(([one, text]) => (
                <option key={text} value={String(one ?? '')}>
                    {text}
                </option>
            ))}
        </Select>
    )
}

// Whom somebody waits for, in words.
function useWishes() {
    const words = useAdminWords().waitlist
    const common = useWords()
    const { data: doctors = [] } = useQuery(all_doctors())
    const { data: fields = [] } = useQuery(specialties())
    return ({ doctor_id, specialty, city }: Waiting) => {
        if (doctor_id) return doctors.find(({ id }) => id === doctor_id)?.name ?? '–'
        const code = specialty ?? ''
        const name = common.names[code] ?? fields.find((one) => one.code === code)?.name ?? code
        return words.anybody(name, city ?? '')
    }
}

function useColumns(end: (row: Waiting) => void): Column<Waiting>[] {
    const words = useAdminWords().waitlist
    const wish = useWishes()
    return [
        {
            head: words.patient,
            names: true,
            cell: (row) => (
                <Link
                    to="/admin/patients/$id"
                    params={{ id: row.patient_id }}
                    className="link inline-block py-0.5"
                >
                    {row.patient_name ?? '–'}
                </Link>
            ),
        },
        { head: words.wish, cell: wish },
        {
            head: words.days,
            short: true,
            cell: (row) => `${short_day(row.from)} – ${short_day(row.to)}`,
        },
        {
            head: words.priority,
            cell: (row) => (
                <Badge kind={row.priority === 'urgent' ? 'warn' : 'soft'}>
                    {words.priorities[row.priority]}
                </Badge>
            ),
        },
        { head: words.since, short: true, cell: (row) => moment(row.created_at) },
        { head: words.offers, numeric: true, cell: (row) => row.offers_made },
        {
            head: words.offered,
            cell: (row) =>
                row.offer ? words.offer(`${short_day(row.offer.local_date)}, ${row.offer.local_time}`) : '–',
        },
        {
            head: words.end_short,
            short: true,
            cell: (row) =>
                row.status === 'waiting' && (
                    <Button look="warning" onClick={() => end(row)}>
                        {words.end_short}
                        <span className="sr-only"> {row.patient_name}</span>
                    </Button>
                ),
        },
    ]
}

const counts = [
    'times_offered',
    'times_filled',
    'accepted',
    'declined',
    'lapsed',
    'withdrawn',
    'people_offered',
] as const
const shown = (value: number | null | undefined) =>
    value == null ? '–' : String(Math.round(value * 10) / 10)

function Totals({ figures }: { figures: Schemas['WaitlistStatistics'] }) {
    const words = useAdminWords().waitlist
    const { fairness } = figures
    return (
        <div className="grid gap-6 md:grid-cols-2">
            <div>
                <h3 className="mb-2 font-semibold">{words.total}</h3>
                <Facts
                    rows={[
                        ...counts.map((name): [string, number] => [words[name], figures[name]]),
                        [words.offers_made, figures.offers],
                        [words.to_fill, shown(figures.median_minutes_to_fill)],
                        [words.sooner, shown(figures.median_days_sooner)],
                        [words.waited, shown(figures.median_days_waited)],
                    ]}
                />
            </div>
            <div>
                <h3 className="mb-2 font-semibold">{words.fairness}</h3>
                <Facts
                    rows={[
                        [words.waiting, fairness.waiting],
                        [words.without, fairness.waiting_without_offer],
                        [words.longest, shown(fairness.longest_days_waiting)],
                        [words.longest_without, shown(fairness.longest_days_without_offer)],
                        [words.most, fairness.most_offers_of_one],
                    ]}
                />
            </div>
        </div>
    )
}

function Figures() {
    const words = useAdminWords().waitlist
    const { days, by, choose } = useFilters()
    const { data, error, isPending, refetch } = useQuery(waiting_figures(days, by))
    return (
        <Section title={words.figures}>
            <div className="mb-4 flex flex-wrap gap-3">
                <Choice
                    id="days"
                    label={words.period}
                    value={days}
                    choices={([7, 30, 90, 365] as const).map((n) => [n, words.periods(n)])}
                    choose={(value) => choose({ days: value as Search['days'] })}
                />
                <Choice
                    id="by"
                    label={words.by}
                    value={by}
                    choices={Object.entries(words.groups) as [typeof by, string][]}
                    choose={(value) => choose({ by: value })}
                />
            </div>
            {isPending && <Loading rows={1} />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <Totals figures={data} />
                    {data.groups.length === 0 ? (
                        <p className="mt-4">{words.no_groups}</p>
                    ) : (
                        <div className="mt-4">
                            <Table
                                caption={words.figures}
                                rows={data.groups}
                                id={(row) => row.id}
                                columns={[
                                    { head: words.group, names: true, cell: (row) => row.name },
                                    ...counts.map((name) => ({
                                        head: words[name],
                                        numeric: true as const,
                                        cell: (row: Schemas['OfferGroup']) => row[name],
                                    })),
                                    {
                                        head: words.sooner,
                                        numeric: true,
                                        cell: (row) => shown(row.median_days_sooner),
                                    },
                                ]}
                            />
                        </div>
                    )}
                </>
            )}
        </Section>
    )
}

export default function WaitlistPage() {
    const words = useAdminWords().waitlist
    const cache = useQueryClient()
    const { status, priority, choose } = useFilters()
    const query = useInfiniteQuery(waiting({ status, priority }))
    const [ending, end] = useState<Waiting>()
    const run = async () => {
        if (!ending) return
        await api.delete('/waitlist/{id}', { path: { id: ending.id } })
        void cache.invalidateQueries({ queryKey: ['mine', 'waiting'] })
        void cache.invalidateQueries({ queryKey: ['mine', 'waiting figures'] })
        toast(words.ended)
        end(undefined)
    }
    return (
        <StaffPage title={words.title}>
            <div className="my-4 flex flex-wrap gap-3">
                <Choice
                    id="status"
                    label={words.status}
                    value={status}
                    choices={Object.entries(words.statuses) as [Waiting['status'], string][]}
                    choose={(value) => choose({ status: value })}
                />
                <Choice
                    id="priority"
                    label={words.priority}
                    value={priority}
                    choices={[
                        [undefined, words.any],
                        ...(Object.entries(words.priorities) as [Waiting['priority'], string][]),
                    ]}
                    choose={(value) => choose({ priority: value })}
                />
            </div>
            <PagedTable
                query={query}
                caption={words.title}
                columns={useColumns(end)}
                none={words.none}
                more={words.more}
            />
            <Figures />
            {ending && (
                <Confirm
                    title={words.end_title(ending.patient_name ?? '')}
                    action={words.end}
                    close={() => end(undefined)}
                    run={run}
                >
                    <p>{words.end_text}</p>
                </Confirm>
            )}
        </StaffPage>
    )
}
