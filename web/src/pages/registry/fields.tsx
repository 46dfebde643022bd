// All that a profile says, as fields of a form, and what of it goes to the API: members that have parts go whole.
import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../../api/client'
import { given, patient_change, values_of_patient } from '../../api/profile'
import { countries } from '../../api/queries'
import type { Patient } from '../../api/registry'
import { country_name, language_name } from '../../format'
import { useEditingWords } from '../../i18n/editing'
import { useRegistryWords } from '../../i18n/registry'
import { Field, type Form, Select } from '../../ui/form'

export const empty_profile = {
    first_name: '',
    last_name: '',
    birth_date: '',
    gender: '',
    language: '',
    national_id_country: '',
    national_id_type: '',
    national_id_number: '',
    phone: '',
    email: '',
    address_line: '',
    address_city: '',
    address_state: '',
    address_postal_code: '',
    address_country: '',
    insurance_provider: '',
    insurance_policy_number: '',
    emergency_contact_name: '',
    emergency_contact_phone: '',
    emergency_contact_relationship: '',
}
export type Profile = typeof empty_profile

export function profile_of(patient: Patient): Profile {
    return {
        ...values_of_patient(patient),
        national_id_country: patient.national_id?.country ?? '',
        email: patient.email ?? '',
    }
}

// The members of the profile; null where nothing is given.
export const members_of = (values: Profile) => ({ ...patient_change(values), email: given(values.email) })

const members = [
    'national_id',
    'address',
    'insurance',
    'emergency_contact',
    'first_name',
    'last_name',
    'birth_date',
    'gender',
    'language',
    'phone',
    'email',
] as const
// Only what was changed is sent, so that it does not matter who else changes something else.
export function changed_members(changed: Partial<Profile>, values: Profile): Schemas['PatientChange'] {
    const all = members_of(values)
    const touched = new Set(
        Object.keys(changed).map((field) =>
            members.find((member) => field === member || field.startsWith(`${member}_`)),
        ),
    )
    return Object.fromEntries(Object.entries(all).filter(([name]) => touched.has(name as 'phone')))
}

export function useProfileCheck() {
    const words = useRegistryWords()
    return (values: Profile) => {
        const wrong: { [K in keyof Profile]?: string } = {}
        if (values.national_id_number.trim() && !(values.national_id_country && values.national_id_type))
            wrong.national_id_number = words.create.national_id
        if (!values.national_id_number.trim() && values.national_id_type)
            wrong.national_id_number = words.create.national_id
        if (values.insurance_policy_number.trim() && !values.insurance_provider.trim())
            wrong.insurance_provider = words.create.provider
        if (!values.emergency_contact_name.trim() !== !values.emergency_contact_phone.trim())
            wrong.emergency_contact_name = words.create.emergency
        return wrong
    }
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
    return (
        <fieldset className="min-w-0">
            <legend className="mb-2 font-bold">{title}</legend>
            <div className="grid items-end gap-4 sm:grid-cols-2 xl:grid-cols-3">{children}</div>
        </fieldset>
    )
}

function NationalIdFields({ form }: { form: Form<Profile> }) {
    const words = useRegistryWords()
    const own = useEditingWords()
    const { data = [] } = useQuery(countries())
    const country = data.find((one) => one.country === form.values.national_id_country)
    const kinds = country?.national_ids ?? []
    const kind = kinds.find((one) => one.type === form.values.national_id_type)
    return (
        <Group title={words.parts.id}>
            <Select
                {...form.bind('national_id_country')}
                label={words.fields.national_id_country}
                onChange={({ target: { value } }) => {
                    const first = data.find((one) => one.country === value)?.national_ids[0]
                    form.set({ national_id_country: value, national_id_type: first?.type ?? '' })
                }}
            >
                <option value="" />
                {data.map((one) => (
                    <option key={one.country} value={one.country}>
                        {country_name(one.country)}
                    </option>
                ))}
            </Select>
            <Select {...form.bind('national_id_type')} label={words.fields.national_id_type}>
                <option value="" />
                {kinds.map((one) => (
                    <option key={one.type} value={one.type}>
                        {own.document(one.type)}
                    </option>
                ))}
            </Select>
            <Field
                {...form.bind('national_id_number')}
                label={words.fields.national_id_number}
                hint={kind && words.hint.number(kind.example)}
                autoComplete="off"
            />
        </Group>
    )
}

function WhoFields({ form, is_new }: { form: Form<Profile>; is_new: boolean }) {
    const words = useRegistryWords()
    const own = useEditingWords()
    const { fields } = words
    return (
        <Group title={words.parts.who}>
            <Field {...form.bind('first_name')} label={fields.first_name} autoComplete="off" />
            <Field {...form.bind('last_name')} label={fields.last_name} autoComplete="off" />
            <Field {...form.bind('birth_date')} label={fields.birth_date} type="date" min="1880-01-01" />
            <Select {...form.bind('gender')} label={fields.gender} optional={is_new}>
                <option value="">{own.not_given}</option>
                {Object.entries(words.gender).map(([value, text]) => (
                    <option key={value} value={value}>
                        {text}
                    </option>
                ))}
            </Select>
            <LanguageSelect form={form} is_new={is_new} />
        </Group>
    )
}

function LanguageSelect({ form, is_new }: { form: Form<Profile>; is_new: boolean }) {
    const words = useRegistryWords()
    const choices = [...new Set(['es', 'en', form.values.language])].filter(Boolean)
    return (
        <Select {...form.bind('language')} label={words.fields.language}>
            {(is_new || !form.values.language) && <option value="" />}
            {choices.map((code) => (
                <option key={code} value={code}>
                    {language_name(code)}
                </option>
            ))}
        </Select>
    )
}

export function ProfileFields({ form, is_new }: { form: Form<Profile>; is_new: boolean }) {
    const words = useRegistryWords()
    const { fields } = words
    const { data = [] } = useQuery(countries())
    const off = { autoComplete: 'off' }
    return (
        <>
            <WhoFields form={form} is_new={is_new} />
            <NationalIdFields form={form} />
            <Group title={words.parts.reach}>
                <Field
                    {...form.bind('phone')}
                    {...off}
                    label={fields.phone}
                    hint={words.hint.phone}
                    type="tel"
                />
                <Field {...form.bind('email')} {...off} label={fields.email} type="email" />
                <Field {...form.bind('address_line')} {...off} label={fields.address_line} />
                <Field {...form.bind('address_city')} {...off} label={fields.address_city} />
                <Field {...form.bind('address_state')} {...off} label={fields.address_state} />
                <Field {...form.bind('address_postal_code')} {...off} label={fields.address_postal_code} />
                <Select {...form.bind('address_country')} label={fields.address_country}>
                    <option value="" />
                    {data.map((one) => (
                        <option key={one.country} value={one.country}>
                            {country_name(one.country)}
                        </option>
                    ))}
                </Select>
            </Group>
            <Group title={words.parts.insurance}>
                <Field {...form.bind('insurance_provider')} {...off} label={fields.insurance_provider} />
                <Field
                    {...form.bind('insurance_policy_number')}
                    {...off}
                    label={fields.insurance_policy_number}
                />
            </Group>
            <Group title={words.parts.emergency}>
                <Field
                    {...form.bind('emergency_contact_name')}
                    {...off}
                    label={fields.emergency_contact_name}
                />
                <Field
                    {...form.bind('emergency_contact_phone')}
                    {...off}
                    label={fields.emergency_contact_phone}
                    type="tel"
                />
                <Field
                    {...form.bind('emergency_contact_relationship')}
                    {...off}
                    label={fields.emergency_contact_relationship}
                />
            </Group>
        </>
    )
}
