// One doctor: publishing, changing what patients see, retiring.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Doctor, visits_ahead } from '../../api/admin'
import { api, type Schemas } from '../../api/client'
import { doctor as doctor_query } from '../../api/queries'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { Confirm, EditForm, Section, useEditing } from '../../ui/editing'
import { Failure, FormBox, useForm } from '../../ui/form'
import { Button, ButtonLink, Loading, Notice } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import {
    DoctorFields,
    members_of,
    no_doctor,
    useDoctorCheck,
    useDoctorLabels,
    values_of,
} from './doctor_fields'

function useChanged() {
    const cache = useQueryClient()
    return (id: string) => {
        void cache.invalidateQueries({ queryKey: ['doctor', id] })
        void cache.invalidateQueries({ queryKey: ['mine', 'doctors'] })
        void cache.invalidateQueries({ queryKey: ['mine', 'all doctors'] })
    }
}

function DoctorForm({ doctor }: { doctor: Doctor }) {
    const own = useEditingWords()
    const labels = useDoctorLabels()
    const check = useDoctorCheck()
    const changed = useChanged()
    const path = { id: doctor.id }
    const editing = useEditing(doctor, values_of, {
        send: async (change, values, version) => {
            // Another currency counts the same amount anew.
            const members = change.currency ? { ...change, price_cents: values.price_cents } : change
            const body = members_of(members, values.currency)
            const saved = await api.patch('/doctors/{id}', { path, body, version })
            changed(doctor.id)
            toast(own.saved)
            return saved
        },
        read: () => api.get('/doctors/{id}', { path }),
    })
    return (
        <EditForm editing={editing} labels={labels} check={check}>
            <DoctorFields form={editing.form} />
        </EditForm>
    )
}

function Retire({ doctor, close }: { doctor: Doctor; close: () => void }) {
    const words = useCatalogueWords().doctors
    const changed = useChanged()
    const ahead = useQuery(visits_ahead(doctor.id))
    const retire = async () => {
        await api.delete('/doctors/{id}', { path: { id: doctor.id } })
        changed(doctor.id)
        toast(words.retired_done)
        close()
    }
    return (
        <Confirm title={words.retire_title(doctor.name)} action={words.retire} close={close} run={retire}>
            <p>{words.retire_text}</p>
            {ahead.data && (
                <p className="font-semibold">
                    {ahead.data === '0' ? words.retire_no_visits : words.retire_visits(ahead.data)}
                </p>
            )}
        </Confirm>
    )
}

function All({ doctor }: { doctor: Doctor }) {
    const words = useCatalogueWords().doctors
    const [asked, ask] = useState(false)
    return (
        <StaffPage
            title={words.one}
            heading={doctor.name}
            actions={
                <>
                    {!doctor.retired && (
                        <ButtonLink look="secondary" to="/admin/doctors/$id/hours" params={{ id: doctor.id }}>
                            {words.hours}
                        </ButtonLink>
                    )}
                    <Link
                        to="/doctors/$doctor_id"
                        params={{ doctor_id: doctor.id }}
                        className="link px-2 py-1"
                    >
                        {words.page}
                    </Link>
                </>
            }
        >
            {doctor.retired ? (
                <Notice kind="warn" className="mt-4">
                    {words.retired_text}
                </Notice>
            ) : (
                <>
                    <Section title={words.edit}>
                        <DoctorForm key={doctor.id} doctor={doctor} />
                    </Section>
                    <Button look="warning" className="mt-6" onClick={() => ask(true)}>
                        {words.retire}
                    </Button>
                </>
            )}
            {asked && <Retire doctor={doctor} close={() => ask(false)} />}
        </StaffPage>
    )
}

export function DoctorPage() {
    const words = useCatalogueWords().doctors
    const { id = '' } = useParams({ strict: false })
    const { data, error, isPending, refetch } = useQuery({ ...doctor_query(id), staleTime: 0 })
    if (data) return <All key={data.id} doctor={data} />
    return (
        <StaffPage title={words.one}>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
        </StaffPage>
    )
}

export function NewDoctorPage() {
    const words = useCatalogueWords().doctors
    const labels = useDoctorLabels()
    const check = useDoctorCheck()
    const changed = useChanged()
    const navigate = useNavigate()
    const form = useForm(no_doctor)
    const publish = async () => {
        const { bio, photo_url, ...members } = members_of(form.values, form.values.currency)
        const body = { ...members, bio: bio ?? undefined, photo_url: photo_url ?? undefined }
        const made = await api.post('/doctors', { body: body as Schemas['NewDoctor'] })
        changed(made.id)
        toast(words.added)
        await navigate({ to: '/admin/doctors/$id', params: { id: made.id } })
    }
    return (
        <StaffPage title={words.add}>
            <FormBox
                form={form}
                labels={labels}
                action={words.add_action}
                width="w-fit"
                className="card mt-4 space-y-5 p-4 sm:p-6"
                check={check}
                send={publish}
            >
                <DoctorFields form={form} />
            </FormBox>
        </StaffPage>
    )
}
