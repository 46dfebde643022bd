// One account: who it is, what it may do, where it is signed in; and adding one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { all_doctors, type User, user as user_query } from '../../api/admin'
import { api, Problem } from '../../api/client'
import { clinics } from '../../api/queries'
import { useSession } from '../../api/session'
import { language_name, moment } from '../../format'
import { current_language } from '../../i18n'
import { useAdminWords } from '../../i18n/admin_people'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { Checks, EditForm, listed, Section, useEditing, useNeeded } from '../../ui/editing'
import { Failure, Field, type Form, FormBox, Select, useForm } from '../../ui/form'
import { Badge, Loading, Notice } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'
import { Keys } from './user_safety'

const nobody = {
    email: '',
    role: 'staff',
    first_name: '',
    last_name: '',
    doctor_id: '',
    clinic_ids: '',
    language: '',
}
type Values = typeof nobody

const values_of = (user: User): Values => ({
    email: user.email,
    role: user.role,
    first_name: user.first_name,
    last_name: user.last_name,
    doctor_id: user.doctor_id ?? '',
    clinic_ids: user.clinic_ids.join(','),
    language: user.language,
})

// What the API refuses of an account, in the words of these pages.
function in_words(problem: unknown, words: ReturnType<typeof useAdminWords>['user']) {
    const texts: Record<string, string> = {
        last_admin: words.last_admin,
        doctor_has_account: words.doctor_taken,
        email_taken: words.email_taken,
    }
    if (!(problem instanceof Problem) || !texts[problem.code]) return problem
    return new Problem(problem.status, { ...problem.body, errors: [], detail: texts[problem.code] })
}

function UserFields({ form, is_own, is_new }: { form: Form<Values>; is_own: boolean; is_new: boolean }) {
    const words = useAdminWords()
    const { fields } = words.user
    const { data: places = [] } = useQuery(clinics())
    const { data: doctors = [] } = useQuery(all_doctors())
    const works_here = form.values.role !== 'patient'
    const languages = [...new Set(['es', 'en', form.values.language])].filter(Boolean)
    return (
        <div className="grid items-end gap-4 sm:grid-cols-2">
            {is_new && <Field {...form.bind('email')} label={fields.email} type="email" autoComplete="off" />}
            {!is_own && (
                <Select {...form.bind('role')} label={fields.role}>
                    {Object.entries(words.roles).map(([value, text]) => (
                        <option key={value} value={value}>
                            {text}
                        </option>
                    ))}
                </Select>
            )}
            <Field {...form.bind('first_name')} label={fields.first_name} autoComplete="off" />
            <Field {...form.bind('last_name')} label={fields.last_name} autoComplete="off" />
            <Select {...form.bind('language')} label={fields.language}>
                {languages.map((code) => (
                    <option key={code} value={code}>
                        {language_name(code)}
                    </option>
                ))}
            </Select>
            {form.values.role === 'doctor' && (
                <Select {...form.bind('doctor_id')} label={fields.doctor_id} hint={words.user.doctor_hint}>
                    <option value="">{words.user.choose}</option>
                    {doctors.map((doctor) => (
                        <option key={doctor.id} value={doctor.id}>
                            {doctor.name}, {doctor.clinic.name}
                        </option>
                    ))}
                </Select>
            )}
            {works_here && (
                <div className="sm:col-span-2">
                    <Checks
                        {...form.bind('clinic_ids')}
                        label={fields.clinic_ids}
                        hint={words.user.clinics_hint}
                        choices={places.map(({ id, name }) => [id, name])}
                    />
                </div>
            )}
        </div>
    )
}

function useUserCheck() {
    const needed = useNeeded()
    return (values: Values) =>
        needed(values, [
            'first_name',
            'last_name',
            ...(values.role === 'doctor' ? (['doctor_id'] as const) : []),
        ])
}

function UserForm({ user, is_own }: { user: User; is_own: boolean }) {
    const words = useAdminWords().user
    const own = useEditingWords()
    const cache = useQueryClient()
    const check = useUserCheck()
    const path = { id: user.id }
    const send = async (changed: Partial<Values>, values: Values, version: number) => {
        const body = {
            role: changed.role === undefined ? undefined : (values.role as User['role']),
            first_name: changed.first_name?.trim(),
            last_name: changed.last_name?.trim(),
            language: changed.language,
            doctor_id: values.role === 'doctor' ? changed.doctor_id : undefined,
            clinic_ids: changed.clinic_ids === undefined ? undefined : listed(values.clinic_ids),
        }
        try {
            const saved = await api.patch('/users/{id}', { path, body, version })
            cache.setQueryData(user_query(user.id).queryKey, saved)
            void cache.invalidateQueries({ queryKey: ['mine', 'users'] })
            void cache.invalidateQueries({ queryKey: ['mine', 'sessions of', user.id] })
            toast(own.saved)
            return saved
        } catch (problem) {
            throw in_words(problem, words)
        }
    }
    const editing = useEditing(user, values_of, { send, read: () => api.get('/users/{id}', { path }) })
    return (
        <EditForm editing={editing} labels={words.fields} check={check}>
            <p className="text-sm text-muted">{words.change_hint}</p>
            <UserFields form={editing.form} is_own={is_own} is_new={false} />
        </EditForm>
    )
}

function All({ user }: { user: User }) {
    const words = useAdminWords()
    const now = useSession()
    const is_own = now.status === 'signed_in' && now.user.id === user.id
    return (
        <StaffPage title={words.user.title} heading={`${user.first_name} ${user.last_name}`}>
            {is_own && (
                <Notice className="mt-4">
                    <p>{words.user.own}</p>
                    <Link to="/account/security" className="link inline-block py-1">
                        {words.user.own_link}
                    </Link>
                </Notice>
            )}
            <div className="card mt-4 p-4 sm:p-6">
                <Facts
                    rows={[
                        [
                            words.users.email,
                            <span key="email" className="break-all">
                                {user.email} (
                                {user.email_verified ? words.user.email_verified : words.user.email_open})
                            </span>,
                        ],
                        [words.users.role, words.roles[user.role]],
                        [
                            words.users.state,
                            <Badge key="state" kind={user.status === 'active' ? 'ok' : 'soft'}>
                                {words.status[user.status]}
                            </Badge>,
                        ],
                        [words.users.factor, words.user.factor[String(user.second_factor)]],
                        [words.user.created, moment(user.created_at)],
                        ...(user.patient_id
                            ? ([
                                  [
                                      words.user.patient,
                                      <Link
                                          key="patient"
                                          to="/admin/patients/$id"
                                          params={{ id: user.patient_id }}
                                          className="link inline-block py-0.5"
                                      >
                                          {words.user.patient_link}
                                      </Link>,
                                  ],
                              ] as [string, React.ReactNode][])
                            : []),
                    ]}
                />
            </div>
            <Section title={words.user.change}>
                <UserForm user={user} is_own={is_own} />
            </Section>
            <Keys user={user} is_own={is_own} in_words={(problem) => in_words(problem, words.user)} />
        </StaffPage>
    )
}

export function UserPage() {
    const words = useAdminWords()
    const { id = '' } = useParams({ strict: false })
    const { data, error, isPending, refetch } = useQuery(user_query(id))
    if (data) return <All key={data.id} user={data} />
    return (
        <StaffPage title={words.user.title}>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
        </StaffPage>
    )
}

export function NewUserPage() {
    const words = useAdminWords().user
    const cache = useQueryClient()
    const navigate = useNavigate()
    const needed = useNeeded()
    const check = useUserCheck()
    const form = useForm({ ...nobody, language: current_language() as string })
    const add = async () => {
        const { email, role, first_name, last_name, doctor_id, clinic_ids, language } = form.values
        const body = {
            email: email.trim(),
            role: role as User['role'],
            first_name: first_name.trim(),
            last_name: last_name.trim(),
            language,
            doctor_id: role === 'doctor' ? doctor_id : undefined,
            clinic_ids: role === 'patient' ? undefined : listed(clinic_ids),
        }
        try {
            const made = await api.post('/users', { body })
            void cache.invalidateQueries({ queryKey: ['mine', 'users'] })
            toast(words.new_done(made.email))
            await navigate({ to: '/admin/users/$id', params: { id: made.id } })
        } catch (problem) {
            throw in_words(problem, words)
        }
    }
    return (
        <StaffPage title={words.new_title}>
            <p className="mt-1 text-muted">{words.new_hint}</p>
            <FormBox
                form={form}
                labels={words.fields}
                action={words.new_action}
                width="w-fit"
                className="card mt-4 space-y-5 p-4 sm:p-6"
                check={(values) => ({ ...needed(values, ['email']), ...check(values) })}
                send={add}
            >
                <UserFields form={form} is_own={false} is_new />
            </FormBox>
        </StaffPage>
    )
}
