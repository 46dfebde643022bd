// A patient's chart. Allergies come first. Nothing of it is in an address or kept in the browser.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../../api/client'
import { type Patient, patient, record, visits_of } from '../../api/practice'
import { useSession } from '../../api/session'
import { date_of, long_day } from '../../format'
import { useChartWords } from '../../i18n/practice_chart'
import { Failure, FormBox, TextArea, useForm } from '../../ui/form'
import { Button, ButtonLink, Loading, More, Notice } from '../../ui/parts'
import { Empty, Facts, StaffPage } from '../../ui/staff'
import { ChartLists } from './chart_lists'
import { years_since } from './patients'
import { VisitStatus } from './visit_parts'

const route = getRouteApi('/people/chart/practice/patients/$id')
const is = (error: unknown, code: string) => error instanceof Problem && error.code === code

function Who({ person }: { person: Patient }) {
    const own = useChartWords()
    const { birth_date, gender, phone, insurance, emergency_contact } = person
    const born = birth_date && own.patients.born(date_of(birth_date), years_since(birth_date))
    const contact =
        emergency_contact && [emergency_contact.name, emergency_contact.phone].filter(Boolean).join(', ')
    return (
        <div className="mt-2">
            <Facts
                rows={(
                    [
                        [own.chart.born, born],
                        [own.chart.gender, gender && own.chart.genders[gender]],
                        [own.chart.phone, phone],
                        [own.chart.insurance, insurance?.provider],
                        [own.chart.emergency, contact],
                        [own.chart.reference, person.reference],
                    ] as [string, string | null | undefined][]
                ).filter(([, value]) => value)}
            />
        </div>
    )
}

function Visits({ patient_id }: { patient_id: string }) {
    const own = useChartWords().chart
    const query = useInfiniteQuery(visits_of(patient_id))
    const { data, error, isPending, refetch } = query
    const visits = data?.pages.flatMap((page) => page.data) ?? []
    return (
        <section className="card mt-4 p-4" aria-labelledby="visits">
            <h2 id="visits" className="text-lg font-semibold">
                {own.visits}
            </h2>
            {isPending && <Loading rows={1} height="h-24" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && visits.length === 0 && <p className="mt-1 text-muted">{own.no_visits}</p>}
            <ul className="mt-2 divide-y divide-line">
                {visits.map((visit) => (
                    <li key={visit.id} className="py-2">
                        <p className="flex flex-wrap items-center gap-x-3">
                            <strong className="font-semibold">
                                {long_day(visit.local_date)} {visit.local_date.slice(0, 4)},{' '}
                                {visit.local_time}
                            </strong>
                            <VisitStatus status={visit.status} />
                            <span className="text-sm text-muted">{visit.doctor_name}</span>
                        </p>
                        {visit.reason && <p>{visit.reason}</p>}
                        {visit.notes && <p className="whitespace-pre-line text-muted">{visit.notes}</p>}
                    </li>
                ))}
            </ul>
            <More query={query}>{own.more_visits}</More>
        </section>
    )
}

function Glass({ open }: { open: (reason: string) => void }) {
    const own = useChartWords().glass
    const form = useForm({ reason: '' })
    return (
        <section className="card mt-6 max-w-2xl border-warn! p-4" aria-labelledby="glass">
            <h2 id="glass" className="text-lg font-semibold">
                <span aria-hidden="true">⚠ </span>
                {own.title}
            </h2>
            <p className="mt-1">{own.text}</p>
            <p className="mt-1 font-semibold">{own.consequence}</p>
            <FormBox
                form={form}
                labels={{ reason: own.reason }}
                action={own.action}
                look="warning"
                check={(values) => ({ reason: values.reason.trim().length < 8 ? own.short : undefined })}
                send={async () => open(form.values.reason.trim().replaceAll(/\s+/g, ' '))}
                className="mt-4 space-y-4"
            >
                <TextArea
                    {...form.bind('reason')}
                    label={own.reason}
                    hint={own.reason_hint}
                    maxLength={500}
                    rows={2}
                />
            </FormBox>
        </section>
    )
}

// Asked for again only by whoever opens the chart again: with the glass broken each reading is told to the patient.
function Record({ id }: { id: string }) {
    const own = useChartWords().glass
    const [reason, set_reason] = useState<string>()
    const { data, error, isPending, refetch } = useQuery({
        ...record(id, reason),
        staleTime: Infinity,
        gcTime: 0,
    })
    if (is(error, 'break_glass_required')) return <Glass open={set_reason} />
    if (error) return <Failure error={error} retry={refetch} />
    if (isPending) return <Loading />
    return (
        <>
            {reason && (
                <Notice kind="warn" className="mt-4">
                    {own.open}
                </Notice>
            )}
            <ChartLists record={data} reason={reason} />
            <Visits patient_id={id} />
        </>
    )
}

export default function ChartPage() {
    const own = useChartWords().chart
    const now = useSession()
    const { id } = route.useParams()
    const { data, error, isPending, refetch } = useQuery(patient(id))
    const is_missing = is(error, 'not_found')
    const is_doctor = now.status === 'signed_in' && now.user.role === 'doctor'
    return (
        <StaffPage
            title={own.title}
            heading={data ? `${data.first_name} ${data.last_name}` : own.title}
            actions={
                data && (
                    <Button look="secondary" onClick={() => print()}>
                        {own.print}
                    </Button>
                )
            }
        >
            {isPending && <Loading />}
            {error && !is_missing && <Failure error={error} retry={refetch} />}
            {is_missing && (
                <Empty title={own.missing}>
                    <p className="mt-1 text-muted">{own.missing_hint}</p>
                    {is_doctor && (
                        <ButtonLink to="/practice/patients" className="mt-4">
                            {own.to_patients}
                        </ButtonLink>
                    )}
                </Empty>
            )}
            {data && <Who person={data} />}
            {data && <Record key={id} id={id} />}
        </StaffPage>
    )
}
