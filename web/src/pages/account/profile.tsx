// Who somebody is, how they are reached, and how they leave.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { me } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import { patient_change, values_of_patient } from '../../api/profile'
import { session } from '../../api/session'
import { useAccountWords } from '../../i18n/account'
import { toast } from '../../state/toasts'
import { AccountPage, Section } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { EditForm, useEditing } from '../../ui/editing'
import { Failure, Field, FormBox, Select, useForm } from '../../ui/form'
import { Button, Loading, Notice } from '../../ui/parts'
import { PatientFields, useProfileCheck, useProfileLabels } from '../../ui/profile'

type Me = Schemas['Me']
type Patient = Schemas['Patient']

function useMe() {
    const cache = useQueryClient()
    const words = useAccountWords()
    return {
        read: () => cache.fetchQuery(me()),
        // The name in the header is that of the session.
        saved: async () => {
            toast(words.saved)
            await session.renew()
            await cache.invalidateQueries({ queryKey: me().queryKey })
        },
    }
}

function PatientForm({ patient }: { patient: Patient }) {
    const words = useAccountWords()
    const labels = useProfileLabels()
    const check = useProfileCheck()
    const { read, saved } = useMe()
    const editing = useEditing(patient, values_of_patient, {
        send: async (_, values, version) => {
            const body = patient_change(values)
            const answer = await api.patch('/patients/{id}', { path: { id: patient.id }, body, version })
            await saved()
            return answer
        },
        read: async () => (await read()).patient ?? patient,
    })
    return (
        <EditForm
            editing={editing}
            width="w-full"
            labels={labels}
            action={words.save}
            check={check}
            className="mt-6 space-y-6"
        >
            <PatientFields form={editing.form} />
        </EditForm>
    )
}

type User = Me['user']
const values_of_user = ({ first_name, last_name, language }: User) => ({ first_name, last_name, language })

// Of those who work here: a profile of a patient they have none.
function UserForm({ user }: { user: User }) {
    const words = useAccountWords()
    const own = words.profile
    const { read, saved } = useMe()
    const editing = useEditing(user, values_of_user, {
        send: async (changed, _, version) => {
            const answer = await api.patch('/me', { body: changed, version })
            await saved()
            return answer.user
        },
        read: async () => (await read()).user,
    })
    const { form } = editing
    return (
        <Section title={own.about}>
            <EditForm editing={editing} labels={own} action={words.save} width="w-full">
                <Field {...form.bind('first_name')} label={own.first_name} autoComplete="given-name" />
                <Field {...form.bind('last_name')} label={own.last_name} autoComplete="family-name" />
                <Select {...form.bind('language')} label={own.language}>
                    <option value="en">{own.languages.en}</option>
                    <option value="es">{own.languages.es}</option>
                </Select>
            </EditForm>
        </Section>
    )
}

function Unconfirmed() {
    const words = useAccountWords().email
    const [sent, set_sent] = useState(false)
    const [error, set_error] = useState<unknown>()
    const resend = () =>
        api.post('/auth/email/resend').then(
            () => set_sent(true),
            (problem: unknown) => set_error(problem),
        )
    return (
        <Notice kind="warn" className="mb-4">
            <p>{words.unconfirmed}</p>
            {sent ? (
                <p role="status">{words.resent}</p>
            ) : (
                <button type="button" className="link min-h-10 cursor-pointer" onClick={resend}>
                    {words.resend}
                </button>
            )}
            {Boolean(error) && <Failure error={error} />}
        </Notice>
    )
}

function Email({ user }: { user: User }) {
    const words = useAccountWords().email
    const form = useForm({ new_email: '', current_password: '' })
    const [sent, set_sent] = useState<string>()
    return (
        <Section title={words.title} hint={words.now(user.email)}>
            {!user.email_verified && <Unconfirmed />}
            {sent ? (
                <Notice kind="ok" role="status">
                    {words.sent(sent)}
                </Notice>
            ) : (
                <FormBox
                    form={form}
                    labels={words}
                    action={words.action}
                    look="secondary"
                    handle={(problem) => {
                        if (problem.code !== 'wrong_password') return false
                        form.wrong({ current_password: problem.message })
                        return true
                    }}
                    send={async () => {
                        const new_email = form.values.new_email.trim()
                        const { current_password } = form.values
                        await api.post('/me/email', { body: { current_password, new_email } })
                        set_sent(new_email)
                    }}
                >
                    <Field
                        {...form.bind('new_email')}
                        label={words.new_email}
                        hint={words.hint}
                        type="email"
                        autoComplete="email"
                    />
                    <Field
                        {...form.bind('current_password')}
                        label={words.current_password}
                        type="password"
                        autoComplete="current-password"
                    />
                </FormBox>
            )}
        </Section>
    )
}

function Leave({ patient }: { patient: Patient }) {
    const words = useAccountWords().leave
    const cache = useQueryClient()
    const [asks, ask] = useState(false)
    const leave = async () => {
        await api.delete('/patients/{id}', { path: { id: patient.id } })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(words.done)
    }
    if (!patient.active)
        return (
            <Notice kind="warn" className="mt-6">
                {words.closed}
            </Notice>
        )
    return (
        <Section title={words.title} hint={words.hint}>
            <Button look="warning" onClick={() => ask(true)}>
                {words.action}
            </Button>
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.question}
                text={words.consequence}
                yes={words.sure}
                no={words.keep}
                run={leave}
            />
        </Section>
    )
}

export default function ProfilePage() {
    const words = useAccountWords()
    const { data, error, isPending, refetch } = useQuery(me())
    return (
        <AccountPage title={words.places.profile}>
            {isPending && <Loading height="h-60" />}
            {error && <Failure error={error} retry={refetch} />}
            {data?.patient && (
                <>
                    <p className="mt-1 text-muted">{words.profile.reference(data.patient.reference)}</p>
                    <PatientForm key={data.patient.id} patient={data.patient} />
                </>
            )}
            {data && !data.patient && <UserForm user={data.user} />}
            {data && <Email user={data.user} />}
            {data?.patient && <Leave patient={data.patient} />}
        </AccountPage>
    )
}
