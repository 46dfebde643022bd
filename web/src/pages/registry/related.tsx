// What belongs to a patient beside the profile: their visits, and profiles that may be the same person's.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { duplicates, type Patient, visits_of } from '../../api/registry'
import { full_day } from '../../format'
import { useWords } from '../../i18n'
import { useRegistryWords } from '../../i18n/registry'
import { Section } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Loading, More } from '../../ui/parts'
import { Table } from '../../ui/staff'
import { Status } from '../../ui/visit'
import { full_name, useBorn, useRegistry } from './base'

export function Visits({ patient_id }: { patient_id: string }) {
    const words = useWords()
    const own = useRegistryWords().visits
    const query = useInfiniteQuery(visits_of(patient_id))
    const visits = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <Section title={own.title}>
            {query.isPending && <Loading rows={1} />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && visits.length === 0 && <p>{own.none}</p>}
            {visits.length > 0 && (
                <Table
                    caption={own.title}
                    rows={visits}
                    id={(row) => row.id}
                    columns={[
                        {
                            head: own.when,
                            names: true,
                            cell: (row) => `${full_day(row.local_date)}, ${row.local_time}`,
                        },
                        {
                            head: own.doctor,
                            cell: (row) =>
                                `${row.doctor_name}, ${words.names[row.specialty.code] ?? row.specialty.name}`,
                        },
                        { head: own.status, short: true, cell: (row) => <Status status={row.status} /> },
                        { head: own.reference, short: true, cell: (row) => row.reference },
                    ]}
                />
            )}
            <More query={query}>{own.more}</More>
        </Section>
    )
}

export function Duplicates({ patient }: { patient: Patient }) {
    const words = useRegistryWords()
    const own = words.duplicates
    const born = useBorn()
    const { base } = useRegistry()
    const { data, error, refetch, isPending } = useQuery(duplicates(patient.id))
    return (
        <Section title={own.title}>
            {isPending && <Loading rows={1} height="h-12" />}
            {error && <Failure error={error} retry={refetch} />}
            {data?.length === 0 && <p>{own.none}</p>}
            {data && data.length > 0 && (
                <ul className="divide-y divide-line">
                    {data.map((other) => (
                        <li key={other.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
                            <span>
                                <strong>{full_name(other)}</strong> · {other.reference} ·{' '}
                                {born(other.birth_date)}
                            </span>
                            <Link
                                to={`${base}/$id/merge/$other`}
                                params={{ id: patient.id, other: other.id }}
                                className="link py-1"
                            >
                                {own.compare}
                                <span className="sr-only"> {other.reference}</span>
                            </Link>
                        </li>
                    ))}
                </ul>
            )}
        </Section>
    )
}
