// The clinics: the list, adding one, and all that is set for one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type Clinic, clinic as clinic_query } from '../../api/admin'
import { api, type Schemas } from '../../api/client'
import { clinics, countries } from '../../api/queries'
import { country_name } from '../../format'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { EditForm, Section, useEditing, useNeeded } from '../../ui/editing'
import { Failure, Field, type Form, FormBox, Select, useForm } from '../../ui/form'
import { ButtonLink, Loading } from '../../ui/parts'
import { Empty, StaffPage, Table } from '../../ui/staff'
import { Payments, Reminders } from './clinic_rules'

const no_clinic = {
    name: '',
    address: '',
    city: '',
    country: '',
    timezone: '',
    phone: '',
    latitude: '',
    longitude: '',
    payment_policy: 'at_desk',
    pay_within_minutes: '30',
}
type Values = typeof no_clinic

const values_of = (clinic: Clinic): Values => ({
    name: clinic.name,
    address: clinic.address,
    city: clinic.city,
    country: clinic.country,
    timezone: clinic.timezone,
    phone: clinic.phone ?? '',
    latitude: clinic.latitude?.toString() ?? '',
    longitude: clinic.longitude?.toString() ?? '',
    payment_policy: clinic.payment_policy,
    pay_within_minutes: String(clinic.pay_within_minutes),
})

const numeric = ['latitude', 'longitude', 'pay_within_minutes']
const clearable = ['phone', 'latitude', 'longitude']
// As the API takes them; what is no number goes as text, and the API says so.
function members_of(values: Partial<Values>): Schemas['ClinicChange'] {
    const member = (name: string, text: string) => {
        if (!text && clearable.includes(name)) return null
        return numeric.includes(name) && text && !Number.isNaN(Number(text)) ? Number(text) : text
    }
    return Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, member(name, (value ?? '').trim())]),
    )
}

const needed_of_clinic: (keyof Values)[] = ['name', 'address', 'city', 'country', 'timezone']
const zones = () => Intl.supportedValuesOf('timeZone')

function ClinicFields({ form }: { form: Form<Values> }) {
    const words = useCatalogueWords().clinics
    const { fields } = words
    const { data = [] } = useQuery(countries())
    const known = data.some(({ country }) => country === form.values.country)
    return (
        <div className="grid items-end gap-4 sm:grid-cols-2 xl:grid-cols-3">
            <Field {...form.bind('name')} label={fields.name} maxLength={200} />
            <Field {...form.bind('address')} label={fields.address} maxLength={300} />
            <Field {...form.bind('city')} label={fields.city} maxLength={100} />
            <Select {...form.bind('country')} label={fields.country}>
                {!known && <option value={form.values.country}>{form.values.country}</option>}
                {data.map(({ country }) => (
                    <option key={country} value={country}>
                        {country_name(country)}
                    </option>
                ))}
            </Select>
            <Field {...form.bind('phone')} label={fields.phone} type="tel" optional />
            <Field
                {...form.bind('timezone')}
                label={fields.timezone}
                list={`${form.id}zones`}
                autoComplete="off"
            />
            <datalist id={`${form.id}zones`}>
                {zones().map((zone) => (
                    <option key={zone} value={zone} />
                ))}
            </datalist>
            <Field {...form.bind('latitude')} label={fields.latitude} inputMode="decimal" optional />
            <Field {...form.bind('longitude')} label={fields.longitude} inputMode="decimal" optional />
            <Select {...form.bind('payment_policy')} label={fields.payment_policy}>
                {Object.entries(words.policies).map(([value, text]) => (
                    <option key={value} value={value}>
                        {text}
                    </option>
                ))}
            </Select>
            <Field
                {...form.bind('pay_within_minutes')}
                label={fields.pay_within_minutes}
                type="number"
                min={5}
                max={10_080}
            />
        </div>
    )
}

function ClinicForm({ clinic }: { clinic: Clinic }) {
    const words = useCatalogueWords().clinics
    const own = useEditingWords()
    const needed = useNeeded()
    const cache = useQueryClient()
    const path = { id: clinic.id }
    const editing = useEditing(clinic, values_of, {
        send: async (changed, _, version) => {
            const saved = await api.patch('/clinics/{id}', { path, body: members_of(changed), version })
            cache.setQueryData(clinic_query(clinic.id).queryKey, saved)
            void cache.invalidateQueries({ queryKey: ['clinics'] })
            toast(own.saved)
            return saved
        },
        read: () => api.get('/clinics/{id}', { path }),
    })
    return (
        <EditForm
            editing={editing}
            labels={words.fields}
            check={(values) => needed(values, needed_of_clinic)}
        >
            <ClinicFields form={editing.form} />
        </EditForm>
    )
}

export function ClinicPage() {
    const words = useCatalogueWords().clinics
    const { id = '' } = useParams({ strict: false })
    const { data, error, isPending, refetch } = useQuery(clinic_query(id))
    return (
        <StaffPage
            title={words.one}
            heading={data?.name}
            actions={
                data && (
                    <Link to="/admin/doctors" search={{ clinic: data.id }} className="link py-1">
                        {words.see_doctors}
                    </Link>
                )
            }
        >
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {data && (
                <>
                    <Section title={words.place}>
                        <p className="mb-4 text-sm text-muted">{words.zone_hint}</p>
                        <ClinicForm key={data.id} clinic={data} />
                    </Section>
                    <Payments clinic={data} />
                    <Reminders clinic={data} />
                </>
            )}
        </StaffPage>
    )
}

export function NewClinicPage() {
    const words = useCatalogueWords().clinics
    const needed = useNeeded()
    const cache = useQueryClient()
    const navigate = useNavigate()
    const form = useForm(no_clinic)
    const add = async () => {
        const given = Object.fromEntries(Object.entries(form.values).filter(([, value]) => value.trim()))
        const made = await api.post('/clinics', { body: members_of(given) as Schemas['NewClinic'] })
        void cache.invalidateQueries({ queryKey: ['clinics'] })
        toast(words.added)
        await navigate({ to: '/admin/clinics/$id', params: { id: made.id } })
    }
    return (
        <StaffPage title={words.add}>
            <FormBox
                form={form}
                labels={words.fields}
                action={words.add_action}
                width="w-fit"
                className="card mt-4 space-y-5 p-4 sm:p-6"
                check={(values) => needed(values, needed_of_clinic)}
                send={add}
            >
                <ClinicFields form={form} />
            </FormBox>
        </StaffPage>
    )
}

export function ClinicsPage() {
    const words = useCatalogueWords().clinics
    const { data, error, isPending, refetch } = useQuery(clinics())
    const add = <ButtonLink to="/admin/clinics/new">{words.add}</ButtonLink>
    return (
        <StaffPage title={words.title} actions={add}>
            <div className="mt-4">
                {isPending && <Loading rows={1} height="h-96" />}
                {error && <Failure error={error} retry={refetch} />}
                {data?.length === 0 && <Empty title={words.none} />}
                {data && data.length > 0 && (
                    <Table
                        caption={words.caption}
                        rows={data}
                        id={(row) => row.id}
                        columns={[
                            {
                                head: words.fields.name,
                                names: true,
                                cell: (row) => (
                                    <Link
                                        to="/admin/clinics/$id"
                                        params={{ id: row.id }}
                                        className="link inline-block py-0.5"
                                    >
                                        {row.name}
                                    </Link>
                                ),
                            },
                            { head: words.fields.address, cell: (row) => row.address },
                            {
                                head: words.fields.city,
                                cell: (row) => `${row.city}, ${country_name(row.country)}`,
                            },
                            { head: words.fields.timezone, cell: (row) => row.timezone },
                            {
                                head: words.fields.payment_policy,
                                cell: (row) => words.policies[row.payment_policy],
                            },
                        ]}
                    />
                )}
            </div>
        </StaffPage>
    )
}
