// The fields of a patient's profile.
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps, ReactNode } from 'react'
import { is_any, type ProfileValues } from '../api/profile'
import { countries } from '../api/queries'
import { country_name } from '../format'
import { useWords } from '../i18n'
import { useAccountWords } from '../i18n/account'
import { Field, type Form, Select } from './form'

// What has parts needs all that makes it whole: a number its kind, a policy its insurer, a contact name and phone.
export function useProfileCheck() {
    const required = useWords().form.required
    const together = useAccountWords().profile.together
    return (of: ProfileValues): Partial<ProfileValues> => {
        const wrong: Partial<ProfileValues> = {}
        const need = (when: boolean, ...names: (keyof ProfileValues)[]) => {
            for (const name of names) if (when && !of[name].trim()) wrong[name] = together
        }
        for (const name of ['first_name', 'last_name'] as const) if (!of[name].trim()) wrong[name] = required
        need(is_any(of.national_id_number), 'national_id_country', 'national_id_type')
        need(is_any(of.insurance_policy_number), 'insurance_provider')
        need(
            is_any(of.emergency_contact_name, of.emergency_contact_phone, of.emergency_contact_relationship),
            'emergency_contact_name',
            'emergency_contact_phone',
        )
        return wrong
    }
}

export function useProfileLabels(): Record<keyof ProfileValues, string> {
    return useAccountWords().profile
}

function Group({ title, children }: { title: string; children: ReactNode }) {
    return (
        <fieldset className="card p-4 sm:p-6">
            <legend className="float-left mb-4 w-full text-xl font-semibold">{title}</legend>
            <div className="clear-both grid gap-4 sm:grid-cols-2">{children}</div>
        </fieldset>
    )
}

// What need not be given, under the name that the form has for it.
function Given({
    form,
    name,
    ...input
}: { form: Form<ProfileValues>; name: keyof ProfileValues } & Pick<
    ComponentProps<typeof Field>,
    'hint' | 'type' | 'autoComplete' | 'spellCheck'
>) {
    const labels = useProfileLabels()
    return <Field autoComplete="off" {...input} {...form.bind(name)} label={labels[name]} optional />
}

const Wide = ({ children }: { children: ReactNode }) => <div className="sm:col-span-2">{children}</div>

function NationalId({ form }: { form: Form<ProfileValues> }) {
    const words = useAccountWords()
    const own = words.profile
    const { data = [] } = useQuery(countries())
    const { national_id_country: country, national_id_type: type } = form.values
    const kinds = data.find((one) => one.country === country)?.national_ids ?? []
    const example = kinds.find((one) => one.type === type)?.example
    return (
        <Group title={own.identity}>
            <Country form={form} name="national_id_country" label={own.national_id_country} />
            <Select {...form.bind('national_id_type')} label={own.national_id_type} optional>
                <option value="">{words.choose}</option>
                {kinds.map((one) => (
                    <option key={one.type} value={one.type}>
                        {own.documents[one.type] ?? one.type.toUpperCase()}
                    </option>
                ))}
                {type && !kinds.some((one) => one.type === type) && (
                    <option value={type}>{own.documents[type] ?? type.toUpperCase()}</option>
                )}
            </Select>
            <Wide>
                <Given
                    form={form}
                    name="national_id_number"
                    hint={example && own.number_like(example)}
                    spellCheck={false}
                />
            </Wide>
        </Group>
    )
}

function Country({
    form,
    name,
    label,
}: {
    form: Form<ProfileValues>
    name: 'national_id_country' | 'address_country'
    label: string
}) {
    const words = useAccountWords()
    const { data = [] } = useQuery(countries())
    const chosen = form.values[name]
    const codes = data.map((one) => one.country)
    return (
        <Select {...form.bind(name)} label={label} optional autoComplete="country">
            <option value="">{words.choose}</option>
            {(chosen && !codes.includes(chosen) ? [chosen, ...codes] : codes).map((code) => (
                <option key={code} value={code}>
                    {country_name(code)}
                </option>
            ))}
        </Select>
    )
}

function About({ form }: { form: Form<ProfileValues> }) {
    const words = useAccountWords()
    const own = words.profile
    const genders = ['female', 'male', 'other', 'unknown'] as const
    return (
        <Group title={own.about}>
            <Field {...form.bind('first_name')} label={own.first_name} autoComplete="given-name" />
            <Field {...form.bind('last_name')} label={own.last_name} autoComplete="family-name" />
            <Given form={form} name="birth_date" type="date" autoComplete="bday" />
            <Select {...form.bind('gender')} label={own.gender} optional>
                <option value="">{words.choose}</option>
                {genders.map((one) => (
                    <option key={one} value={one}>
                        {own.genders[one]}
                    </option>
                ))}
            </Select>
        </Group>
    )
}

function Contact({ form }: { form: Form<ProfileValues> }) {
    const own = useAccountWords().profile
    const { language } = form.values
    return (
        <Group title={own.contact}>
            <Given form={form} name="phone" hint={own.phone_hint} type="tel" autoComplete="tel" />
            <Select {...form.bind('language')} label={own.language}>
                {language !== 'en' && language !== 'es' && <option value={language}>{language}</option>}
                <option value="en">{own.languages.en}</option>
                <option value="es">{own.languages.es}</option>
            </Select>
        </Group>
    )
}

function Address({ form }: { form: Form<ProfileValues> }) {
    const own = useAccountWords().profile
    return (
        <Group title={own.address}>
            <Wide>
                <Given form={form} name="address_line" autoComplete="address-line1" />
            </Wide>
            <Given form={form} name="address_city" autoComplete="address-level2" />
            <Given form={form} name="address_state" autoComplete="address-level1" />
            <Given form={form} name="address_postal_code" autoComplete="postal-code" />
            <Country form={form} name="address_country" label={own.address_country} />
        </Group>
    )
}

export function PatientFields({ form }: { form: Form<ProfileValues> }) {
    const own = useAccountWords().profile
    return (
        <>
            <About form={form} />
            <Contact form={form} />
            <Address form={form} />
            <NationalId form={form} />
            <Group title={own.insurance}>
                <Given form={form} name="insurance_provider" />
                <Given form={form} name="insurance_policy_number" />
            </Group>
            <Group title={own.emergency}>
                <Given form={form} name="emergency_contact_name" />
                <Given form={form} name="emergency_contact_phone" type="tel" />
                <Wide>
                    <Given form={form} name="emergency_contact_relationship" />
                </Wide>
            </Group>
        </>
    )
}
