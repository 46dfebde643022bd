// How far the access logs are sealed, and whether they are what was sealed. The newest part is checked at once; what is older, part
// by part, when somebody asks for it.
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ChainReport, chain_parts } from '../../api/operations'
import { moment } from '../../format'
import { useOperationWords } from '../../i18n/admin_operations'
import { Failure } from '../../ui/form'
import { Badge, Button, Loading, Notice } from '../../ui/parts'
import { Facts, Table } from '../../ui/staff'
import { Mono } from './operations'

type Checked = NonNullable<ChainReport['checked']>
const most_counted = 10_000
const kinds = { sealed: 'ok', behind: 'warn', broken: 'danger' } as const
const marks = { sealed: '✓', behind: '▲', broken: '▲' }

function Broken({ report, problem }: { report: ChainReport; problem: Checked['problem'] }) {
    const words = useOperationWords().chain
    const exported = report.exported_seal ?? 0
    return (
        <Notice kind="danger" role="alert" className="mt-3">
            <p className="font-semibold">
                {problem
                    ? problem.row_id != null && problem.context
                        ? words.broken_row(problem.context, problem.row_id, problem.seal)
                        : words.broken_seal(problem.seal)
                    : exported > report.seals && words.cut(exported, report.seals)}
            </p>
            <p className="mt-1">{words.broken_text}</p>
            {problem && (
                <p className="mt-1">
                    <Mono>{problem.detail}</Mono>
                </p>
            )}
        </Notice>
    )
}

function Logs({ report }: { report: ChainReport }) {
    const words = useOperationWords().chain
    return (
        <Table
            caption={words.logs}
            rows={report.contexts}
            id={(row) => row.context}
            columns={[
                { head: words.context, cell: (row) => row.context, names: true },
                { head: words.sealed_at, cell: (row) => (row.sealed_at ? moment(row.sealed_at) : '–') },
                {
                    head: words.unsealed,
                    cell: (row) =>
                        row.unsealed >= most_counted ? words.at_least(row.unsealed) : row.unsealed,
                    numeric: true,
                },
                {
                    head: words.oldest,
                    cell: (row) => (row.oldest_unsealed_at ? moment(row.oldest_unsealed_at) : '–'),
                },
            ]}
        />
    )
}

function State({ reports }: { reports: ChainReport[] }) {
    const words = useOperationWords()
    const [newest] = reports
    if (!newest) return null
    const spans = reports.flatMap(({ checked }) => (checked ? [checked] : []))
    const problem = spans.find((span) => span.problem)?.problem
    // Without a problem, too: what should have been there to check was not.
    const broken = reports.find((report) => report.status === 'broken')
    const status = broken ? 'broken' : newest.status
    const oldest = spans.at(-1)
    return (
        <>
            <p className="flex flex-wrap items-center gap-3">
                <Badge kind={kinds[status]}>
                    {marks[status]} {newest.seals === 0 ? words.chain.none : words.chain.status[status]}
                </Badge>
                {oldest && spans[0] && (
                    <span className="text-muted">
                        {words.chain.checked}:{' '}
                        {words.chain.span(
                            oldest.first_seal,
                            spans[0].last_seal,
                            spans.reduce((sum, { rows }) => sum + rows, 0),
                            moment(oldest.since),
                        )}
                    </span>
                )}
            </p>
            {broken && <Broken report={broken} problem={problem} />}
            <details className="mt-3">
                <summary className="link min-h-6 w-fit cursor-pointer">{words.details}</summary>
                <div className="mt-3 space-y-4">
                    <Facts
                        rows={[
                            [
                                words.chain.last,
                                newest.sealed_at
                                    ? words.chain.number_at(newest.seals, moment(newest.sealed_at))
                                    : words.chain.none,
                            ],
                            [words.chain.exported, newest.exported_seal ?? words.chain.not_exported],
                            [words.chain.key, <Mono key="key">{newest.public_key}</Mono>],
                        ]}
                    />
                    <Logs report={newest} />
                </div>
            </details>
        </>
    )
}

export function Chain() {
    const words = useOperationWords().chain
    const query = useInfiniteQuery(chain_parts())
    const reports = query.data?.pages ?? []
    return (
        <section id="chain" aria-labelledby="chain-title" className="card mt-4 p-4">
            <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
                <h2 id="chain-title" className="text-lg font-bold">
                    {words.title}
                </h2>
                {query.hasNextPage && (
                    <Button
                        look="secondary"
                        pending={query.isFetchingNextPage}
                        onClick={() => query.fetchNextPage()}
                    >
                        {words.older}
                    </Button>
                )}
            </div>
            {query.isPending && <Loading rows={1} height="h-16" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            <div aria-live="polite">
                <State reports={reports} />
                {reports.length > 1 && !query.hasNextPage && <p className="mt-2">{words.from_start}</p>}
            </div>
        </section>
    )
}
