// Two profiles side by side, and which of them stays.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client'
import { type Patient, patient as patient_query } from '../../api/registry'
import { plain_day } from '../../format'
import { useEditingWords } from '../../i18n/editing'
import { useRegistryWords } from '../../i18n/registry'
import { toast } from '../../state/toasts'
import { Confirm } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { StaffPage, Table } from '../../ui/staff'
import { PatientLink, PatientState, useOpenPatient } from './base'
import { empty_profile, type Profile, profile_of } from './fields'

interface Row {
    name: string
    values: [React.ReactNode, React.ReactNode]
    is_same?: boolean
}

function useRows(one: Patient, other: Patient): Row[] {
    const words = useRegistryWords()
    const own = useEditingWords()
    const left = profile_of(one)
    const right = profile_of(other)
    const text_of = (profile: Profile, name: keyof Profile) => {
        if (name === 'gender') return words.gender[profile.gender]
        return name === 'birth_date' && profile.birth_date ? plain_day(profile.birth_date) : profile[name]
    }
    const shown = (profile: Profile, name: keyof Profile) =>
        text_of(profile, name) || <span className="text-muted">{own.not_given}</span>
    return [
        {
            name: words.list.state,
            values: [<PatientState key="one" patient={one} />, <PatientState key="other" patient={other} />],
        },
        ...(Object.keys(empty_profile) as (keyof Profile)[])
            .filter((name) => left[name] || right[name])
            .map((name) => ({
                name: words.fields[name],
                values: [shown(left, name), shown(right, name)] as [React.ReactNode, React.ReactNode],
                is_same: left[name] === right[name],
            })),
    ]
}

function Comparison({ one, other }: { one: Patient; other: Patient }) {
    const words = useRegistryWords()
    const own = words.merge
    const cache = useQueryClient()
    const open = useOpenPatient()
    const rows = useRows(one, other)
    const [kept, keep] = useState<Patient>()
    const lost = kept === one ? other : one
    const merge = async (into: Patient) => {
        await api.post('/patients/{id}/merge', { path: { id: lost.id }, body: { into: into.id } })
        cache.removeQueries({ queryKey: ['mine'] })
        toast(own.done)
        await open(into.id)
    }
    const column = (index: 0 | 1) => ({
        head: [one, other][index]?.reference ?? '',
        cell: (row: Row) => row.values[index],
    })
    return (
        <>
            <Table
                caption={own.title}
                rows={rows}
                id={(row) => row.name}
                columns={[
                    { head: own.field, names: true, cell: (row) => row.name },
                    column(0),
                    column(1),
                    {
                        head: '=',
                        cell: (row) =>
                            row.is_same !== undefined && (
                                <span className={row.is_same ? 'text-muted' : 'font-semibold text-warn'}>
                                    {row.is_same ? own.same : `≠ ${own.differs}`}
                                </span>
                            ),
                    },
                ]}
            />
            <div className="mt-4 flex flex-wrap items-center gap-3">
                {[one, other].map((profile) => (
                    <Button key={profile.id} onClick={() => keep(profile)}>
                        {own.keep(profile.reference)}
                    </Button>
                ))}
            </div>
            <p className="mt-3 flex flex-wrap gap-x-4">
                {[one, other].map((profile) => (
                    <PatientLink key={profile.id} id={profile.id}>
                        {own.open(profile.reference)}
                    </PatientLink>
                ))}
            </p>
            {kept && (
                <Confirm
                    title={own.ask(kept.reference)}
                    action={own.action}
                    close={() => keep(undefined)}
                    run={() => merge(kept)}
                >
                    <p>{own.text(lost.reference, kept.reference)}</p>
                </Confirm>
            )}
        </>
    )
}

export default function MergePage() {
    const words = useRegistryWords().merge
    const { id = '', other = '' } = useParams({ strict: false }) as { id?: string; other?: string }
    const one = useQuery(patient_query(id))
    const two = useQuery(patient_query(other))
    const error = one.error ?? two.error
    return (
        <StaffPage title={words.title}>
            <p className="mt-1 mb-4 text-muted">{words.intro}</p>
            {error && (
                <Failure error={error} retry={() => void Promise.all([one.refetch(), two.refetch()])} />
            )}
            {!error && (one.isPending || two.isPending) && <Loading rows={1} height="h-96" />}
            {one.data && two.data && <Comparison one={one.data} other={two.data} />}
        </StaffPage>
    )
}
