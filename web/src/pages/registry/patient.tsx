// One patient, as the desk and the administration know them: profile, visits, duplicates, and what the law gives.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Problem } from '../../api/client'
import { type Patient, patient as patient_query } from '../../api/registry'
import { moment } from '../../format'
import { useEditingWords } from '../../i18n/editing'
import { useRegistryWords } from '../../i18n/registry'
import { toast } from '../../state/toasts'
import { Confirm, EditForm, Section, useEditing, useNeeded } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Button, ButtonLink, Loading, Notice } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'
import { full_name, PatientLink, PatientState, useBorn, useRegistry } from './base'
import { changed_members, ProfileFields, profile_of, useProfileCheck } from './fields'
import { Duplicates, Visits } from './related'
import { Rights } from './rights'

// Everything that was read of this patient, and the lists that show them.
export function useRefresh() {
    const cache = useQueryClient()
    return (patient?: Patient) => {
        if (patient) cache.setQueryData(patient_query(patient.id).queryKey, patient)
        void cache.invalidateQueries({ queryKey: ['mine', 'patients'] })
        void cache.invalidateQueries({ queryKey: ['mine', 'duplicates'] })
    }
}

function ProfileForm({ patient }: { patient: Patient }) {
    const words = useRegistryWords()
    const own = useEditingWords()
    const needed = useNeeded()
    const check = useProfileCheck()
    const refresh = useRefresh()
    const path = { id: patient.id }
    const editing = useEditing(patient, profile_of, {
        send: async (changed, values, version) => {
            const saved = await api.patch('/patients/{id}', {
                path,
                body: changed_members(changed, values),
                version,
            })
            refresh(saved)
            toast(own.saved)
            return saved
        },
        read: () => api.get('/patients/{id}', { path }),
    })
    return (
        <EditForm
            editing={editing}
            labels={words.fields}
            className="space-y-6"
            check={(values) => ({ ...check(values), ...needed(values, ['first_name', 'last_name']) })}
        >
            <ProfileFields form={editing.form} is_new={false} />
        </EditForm>
    )
}

function Activity({ patient }: { patient: Patient }) {
    const words = useRegistryWords().active
    const cache = useQueryClient()
    const refresh = useRefresh()
    const [asked, ask] = useState(false)
    const is_off = !patient.active
    const path = { id: patient.id }
    const run = async () => {
        try {
            if (is_off) await api.post('/patients/{id}/reactivation', { path, version: patient.version })
            else await api.delete('/patients/{id}', { path, version: patient.version })
        } finally {
            // Also when somebody was faster: the page shows the newest, and the question can be asked again.
            await cache.invalidateQueries({ queryKey: patient_query(patient.id).queryKey })
            refresh()
        }
        toast(is_off ? words.on_done : words.off_done)
        ask(false)
    }
    const kind = is_off ? 'on' : 'off'
    return (
        <>
            <Button look="secondary" onClick={() => ask(true)}>
                {words[kind]}
            </Button>
            {asked && (
                <Confirm
                    title={words[`${kind}_title`]}
                    action={words[kind]}
                    look={is_off ? 'primary' : 'danger'}
                    close={() => ask(false)}
                    run={run}
                >
                    <p>{words[`${kind}_text`]}</p>
                </Confirm>
            )}
        </>
    )
}

function Head({ patient }: { patient: Patient }) {
    const words = useRegistryWords()
    const born = useBorn()
    return (
        <div className="card mt-4 p-4 sm:p-6">
            <Facts
                rows={[
                    [words.list.reference, <strong key="reference">{patient.reference}</strong>],
                    [words.list.state, <PatientState key="state" patient={patient} />],
                    [words.list.born, born(patient.birth_date)],
                    [words.profile.since, moment(patient.created_at)],
                ]}
            />
            {patient.merged_into ? (
                <Notice kind="warn" className="mt-4">
                    <p>{words.profile.merged}</p>
                    <PatientLink id={patient.merged_into}>{words.profile.open_other}</PatientLink>
                </Notice>
            ) : (
                !patient.active && (
                    <Notice kind="warn" className="mt-4">
                        {words.profile.inactive}
                    </Notice>
                )
            )}
        </div>
    )
}

function All({ patient }: { patient: Patient }) {
    const words = useRegistryWords()
    const { is_admin } = useRegistry()
    const is_merged = Boolean(patient.merged_into)
    return (
        <StaffPage
            title={words.title}
            heading={full_name(patient) || patient.reference}
            actions={!is_merged && <Activity patient={patient} />}
        >
            <Head patient={patient} />
            {!is_merged && (
                <Section title={words.profile.edit}>
                    <ProfileForm key={patient.id} patient={patient} />
                </Section>
            )}
            <Visits patient_id={patient.id} />
            {!is_merged && <Duplicates patient={patient} />}
            {is_admin && <Rights patient={patient} />}
        </StaffPage>
    )
}

export default function PatientPage() {
    const words = useRegistryWords()
    const { base } = useRegistry()
    const { id = '' } = useParams({ strict: false })
    const { data, error, isPending, refetch } = useQuery(patient_query(id))
    if (data) return <All key={data.id} patient={data} />
    return (
        <StaffPage title={words.title}>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {(error as Problem | null)?.status === 404 && (
                <ButtonLink to={base} className="mt-4">
                    {words.search.label}
                </ButtonLink>
            )}
        </StaffPage>
    )
}
