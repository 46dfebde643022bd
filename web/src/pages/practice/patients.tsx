// The doctor's patients. What is searched for is sent in a body and is in no address.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { server_now } from '../../api/client'
import { my_patients, type Patient } from '../../api/practice'
import { date_of, own_zone, time_at } from '../../format'
import { useChartWords } from '../../i18n/practice_chart'
import { Failure, Field, useForm } from '../../ui/form'
import { Badge, Button, Loading, More } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'

export function years_since(birth_date: string): number {
    const today = time_at(server_now(), own_zone()).date
    return (
        Number(today.slice(0, 4)) -
        Number(birth_date.slice(0, 4)) -
        (today.slice(5) < birth_date.slice(5) ? 1 : 0)
    )
}

function Row({ patient }: { patient: Patient }) {
    const own = useChartWords().patients
    const { birth_date } = patient
    return (
        <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2">
            <div className="min-w-0">
                <Link
                    to="/practice/patients/$id"
                    params={{ id: patient.id }}
                    className="link inline-block min-h-6"
                >
                    {patient.last_name}, {patient.first_name}
                </Link>{' '}
                {!patient.active && <Badge kind="warn">{own.inactive}</Badge>}
                <p className="text-sm text-muted">
                    {birth_date && own.born(date_of(birth_date), years_since(birth_date))}
                </p>
            </div>
            <span className="text-sm text-muted">{patient.reference}</span>
        </li>
    )
}

export default function PatientsPage() {
    const own = useChartWords().patients
    const form = useForm({ q: '' })
    const [q, search] = useState('')
    const query = useInfiniteQuery(my_patients(q))
    const { data, error, isPending, refetch } = query
    const patients = data?.pages.flatMap((page) => page.data) ?? []
    return (
        <StaffPage title={own.title}>
            <p className="mt-1 text-muted">{own.hint}</p>
            <search>
                <form
                    className="mt-4 flex max-w-2xl flex-wrap items-end gap-2"
                    onSubmit={(event) => {
                        event.preventDefault()
                        search(form.values.q.trim())
                    }}
                >
                    <div className="min-w-0 flex-1 basis-64">
                        <Field
                            {...form.bind('q')}
                            type="search"
                            label={own.search}
                            maxLength={100}
                            autoComplete="off"
                        />
                    </div>
                    <Button type="submit">{own.find}</Button>
                    {q && (
                        <Button
                            look="secondary"
                            onClick={() => {
                                form.set({ q: '' })
                                search('')
                            }}
                        >
                            {own.all}
                        </Button>
                    )}
                </form>
            </search>
            {isPending && <Loading rows={1} height="h-64" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && patients.length === 0 && <Empty title={q ? own.not_found : own.none} />}
            {patients.length > 0 && (
                <ul className="card mt-4 divide-y divide-line">
                    {patients.map((patient) => (
                        <Row key={patient.id} patient={patient} />
                    ))}
                </ul>
            )}
            <More query={query}>{own.more}</More>
        </StaffPage>
    )
}
