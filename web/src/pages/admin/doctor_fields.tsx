// What patients see of a doctor, as fields of a form.
import { useQuery } from '@tanstack/react-query'
import type { Doctor } from '../../api/admin'
import type { Schemas } from '../../api/client'
import { clinics, countries, specialties } from '../../api/queries'
import { language_name } from '../../format'
import { useWords } from '../../i18n'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { useAdminWords } from '../../i18n/admin_people'
import { cents_of, example_of, text_of_cents } from '../../money'
import { Checks, listed, useNeeded } from '../../ui/editing'
import { Field, type Form, Select, TextArea } from '../../ui/form'

export const no_doctor = {
    name: '',
    specialties: '',
    bio: '',
    experience_years: '',
    price_cents: '',
    currency: '',
    languages: '',
    photo_url: '',
    clinic_id: '',
    modes: 'in_person',
}
export type DoctorValues = typeof no_doctor

export const values_of = (doctor: Doctor): DoctorValues => ({
    name: doctor.name,
    specialties: doctor.specialties.map(({ code }) => code).join(','),
    bio: doctor.bio ?? '',
    experience_years: String(doctor.experience_years),
    price_cents: text_of_cents(doctor.price_cents, doctor.currency),
    currency: doctor.currency,
    languages: doctor.languages.join(','),
    photo_url: doctor.photo_url ?? '',
    clinic_id: doctor.clinic.id,
    modes: doctor.modes.join(','),
})

// As the API takes them, only those that are in `values`; the currency says how an amount is counted.
export function members_of(values: Partial<DoctorValues>, currency: string): Schemas['DoctorChange'] {
    const { name, specialties: fields, bio, experience_years, price_cents, languages, photo_url } = values
    const cleared = (text: string | undefined) => (text === undefined ? undefined : text.trim() || null)
    return {
        name: name?.trim(),
        specialties: fields === undefined ? undefined : listed(fields),
        bio: cleared(bio),
        experience_years: experience_years === undefined ? undefined : Number(experience_years),
        price_cents: price_cents === undefined ? undefined : cents_of(price_cents, currency),
        currency: values.currency,
        languages: languages === undefined ? undefined : listed(languages),
        photo_url: cleared(photo_url),
        clinic_id: values.clinic_id,
        modes: values.modes === undefined ? undefined : (listed(values.modes) as Doctor['modes']),
    }
}

export function useDoctorCheck() {
    const words = useCatalogueWords().doctors
    const needed = useNeeded()
    return (values: DoctorValues) => ({
        ...(cents_of(values.price_cents, values.currency) === undefined
            ? { price_cents: words.money_wrong(example_of(values.currency)) }
            : {}),
        ...needed(values, [
            'name',
            'specialties',
            'experience_years',
            'price_cents',
            'currency',
            'languages',
            'clinic_id',
            'modes',
        ]),
    })
}

export function useDoctorLabels() {
    const { price, ...fields } = useCatalogueWords().doctors.fields
    return { ...fields, price_cents: price }
}

export function DoctorFields({ form }: { form: Form<DoctorValues> }) {
    const words = useCatalogueWords()
    const { choose } = useAdminWords().user
    const common = useWords()
    const labels = useDoctorLabels()
    const { data: places = [] } = useQuery(clinics())
    const { data: fields = [] } = useQuery(specialties())
    const { data: lands = [] } = useQuery(countries())
    const currencies = [...new Set([...lands.map(({ currency }) => currency), form.values.currency])]
    const languages = [
        ...new Set([...lands.flatMap((land) => land.languages), 'en', ...listed(form.values.languages)]),
    ]
    return (
        <div className="space-y-5">
            <div className="grid items-end gap-4 sm:grid-cols-2 xl:grid-cols-3">
                <Field {...form.bind('name')} label={labels.name} maxLength={200} />
                <Select
                    {...form.bind('clinic_id')}
                    label={labels.clinic_id}
                    onChange={({ target: { value } }) => {
                        const place = places.find(({ id }) => id === value)
                        const land = lands.find(({ country }) => country === place?.country)
                        form.set({
                            clinic_id: value,
                            currency: form.values.currency || (land?.currency ?? ''),
                        })
                    }}
                >
                    <option value="">{choose}</option>
                    {places.map(({ id, name }) => (
                        <option key={id} value={id}>
                            {name}
                        </option>
                    ))}
                </Select>
                <Field
                    {...form.bind('experience_years')}
                    label={labels.experience_years}
                    type="number"
                    min={0}
                    max={80}
                />
                <Field
                    {...form.bind('price_cents')}
                    label={labels.price_cents}
                    hint={words.doctors.price_hint}
                    inputMode="decimal"
                />
                <Select {...form.bind('currency')} label={labels.currency}>
                    {!currencies.includes('') && !form.values.currency && <option value="" />}
                    {currencies.map((code) => (
                        <option key={code} value={code}>
                            {code}
                        </option>
                    ))}
                </Select>
                <Field {...form.bind('photo_url')} label={labels.photo_url} type="url" optional />
            </div>
            <Checks
                {...form.bind('specialties')}
                label={labels.specialties}
                choices={fields.map(({ code, name }) => [code, common.names[code] ?? name])}
            />
            <Checks
                {...form.bind('languages')}
                label={labels.languages}
                choices={languages.map((code) => [code, language_name(code)])}
            />
            <Checks
                {...form.bind('modes')}
                label={labels.modes}
                choices={[
                    ['in_person', common.in_person],
                    ['video', common.video],
                ]}
            />
            <TextArea {...form.bind('bio')} label={labels.bio} maxLength={2_000} optional rows={4} />
        </div>
    )
}
