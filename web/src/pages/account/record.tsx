// Somebody's own medical record, to read and to take away. Those of others they do not see, also if they act for them.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { record } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import type { SignedIn } from '../../api/session'
import { day_of_instant, moment, plain_day } from '../../format'
import { useAccountWords } from '../../i18n/account'
import { usePeopleWords } from '../../i18n/account_people'
import { save_file } from '../../state/files'
import { AccountPage, for_patients, Section } from '../../ui/account_page'
import { Failure } from '../../ui/form'
import { Badge, Button, Loading } from '../../ui/parts'

type MedicalRecord = Schemas['MedicalRecord']
const severities = { mild: 'soft', moderate: 'warn', severe: 'danger' } as const

interface Entry {
    title: string
    badge?: ReactNode
    text: (string | null | undefined | false)[]
    recorded_at: string
}

function Entries({ title, none, entries }: { title: string; none: string; entries: Entry[] }) {
    const words = usePeopleWords().record
    return (
        <Section title={title}>
            {entries.length === 0 && <p className="text-muted">{none}</p>}
            <ul className="divide-y divide-line">
                {entries.map((one) => (
                    <li key={one.title + one.recorded_at} className="py-3">
                        <p className="flex flex-wrap items-center gap-2 font-medium">
                            {one.title}
                            {one.badge}
                        </p>
                        {one.text.some(Boolean) && <p>{one.text.filter(Boolean).join(' · ')}</p>}
                        <p className="text-sm text-muted">
                            {words.recorded(day_of_instant(one.recorded_at))}
                        </p>
                    </li>
                ))}
            </ul>
        </Section>
    )
}

function Parts({ data }: { data: MedicalRecord }) {
    const words = usePeopleWords().record
    const since = (day: string | null | undefined) => day && words.since(plain_day(day))
    const until = (day: string | null | undefined) => day && words.until(plain_day(day))
    return (
        <>
            <Entries
                title={words.allergies}
                none={words.none.allergies}
                entries={data.allergies.map((one) => ({
                    title: one.substance,
                    badge: <Badge kind={severities[one.severity]}>{words.severity[one.severity]}</Badge>,
                    text: [one.reaction],
                    recorded_at: one.recorded_at,
                }))}
            />
            <Entries
                title={words.medications}
                none={words.none.medications}
                entries={data.medications.map((one) => ({
                    title: one.name,
                    text: [one.dose, one.frequency, since(one.since), until(one.until)],
                    recorded_at: one.recorded_at,
                }))}
            />
            <Entries
                title={words.history}
                none={words.none.history}
                entries={data.medical_history.map((one) => ({
                    title: one.condition,
                    badge: (
                        <Badge kind={one.status === 'active' ? 'info' : 'soft'}>
                            {words.status[one.status]}
                        </Badge>
                    ),
                    text: [since(one.since), one.note],
                    recorded_at: one.recorded_at,
                }))}
            />
        </>
    )
}

function Export({ id }: { id: string }) {
    const words = usePeopleWords().record
    const [pending, set_pending] = useState<'html' | 'fhir'>()
    const [error, set_error] = useState<unknown>()
    const save = (format: 'html' | 'fhir') => async () => {
        set_pending(format)
        set_error(undefined)
        try {
            const file = await api.file('/patients/{id}/export', { path: { id }, query: { format } })
            save_file(file, `${words.file}.${format === 'html' ? 'html' : 'json'}`)
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(undefined)
        }
    }
    return (
        <Section title={words.export} hint={words.export_hint}>
            <div className="grid gap-3 sm:grid-cols-2">
                <Button look="secondary" pending={pending === 'html'} onClick={save('html')}>
                    {words.page}
                </Button>
                <Button look="secondary" pending={pending === 'fhir'} onClick={save('fhir')}>
                    {words.fhir}
                </Button>
            </div>
            <p role="status" className="sr-only">
                {pending ? words.preparing : ''}
            </p>
            {Boolean(error) && (
                <div className="mt-3">
                    <Failure error={error} />
                </div>
            )}
        </Section>
    )
}

function RecordPage({ patient }: { patient: NonNullable<SignedIn['patient']> }) {
    const words = useAccountWords()
    const own = usePeopleWords().record
    const { id } = patient
    const { data, error, isPending, refetch } = useQuery(record(id))
    return (
        <AccountPage title={words.places.record}>
            <p className="mt-1 text-muted">{own.hint}</p>
            {isPending && <Loading height="h-32" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && <Parts data={data} />}
            {data?.updated_at && (
                <p className="mt-3 text-sm text-muted">{own.updated(moment(data.updated_at))}</p>
            )}
            <Export id={id} />
            <p className="no-print mt-6">
                <Link to="/account/accesses" className="link inline-block py-1">
                    {own.accesses}
                </Link>
            </p>
        </AccountPage>
    )
}

export default for_patients(RecordPage)
