// What a clinic asks for before a visit, and when it reminds.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Clinic, clinic_reminders } from '../../api/admin'
import { api, type Schemas } from '../../api/client'
import { clinic_payments, countries } from '../../api/queries'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { useEditingWords } from '../../i18n/editing'
import { cents_of, example_of, text_of_cents } from '../../money'
import { toast } from '../../state/toasts'
import { Section, useNeeded } from '../../ui/editing'
import { Failure, Field, FormBox, Select, useForm } from '../../ui/form'
import { Loading } from '../../ui/parts'

function PaymentsForm({
    clinic,
    rules,
    currency,
}: {
    clinic: Clinic
    rules: Schemas['ClinicPayments']
    currency: string
}) {
    const words = useCatalogueWords()
    const own = useEditingWords()
    const needed = useNeeded()
    const cache = useQueryClient()
    const labels = {
        deposit_percent: words.clinics.fields.deposit_percent,
        no_show_fee_cents: words.clinics.fields.no_show_fee,
    }
    const form = useForm({
        deposit_percent: String(rules.deposit_percent),
        no_show_fee_cents:
            rules.no_show_fee_cents == null ? '' : text_of_cents(rules.no_show_fee_cents, currency),
    })
    const save = async () => {
        const fee = form.values.no_show_fee_cents.trim()
        const saved = await api.put('/clinics/{id}/payments', {
            path: { id: clinic.id },
            body: {
                deposit_percent: Number(form.values.deposit_percent),
                no_show_fee_cents: fee ? cents_of(fee, currency) : undefined,
            },
        })
        cache.setQueryData(clinic_payments(clinic.id).queryKey, saved)
        toast(own.saved)
    }
    return (
        <FormBox
            form={form}
            labels={labels}
            action={own.save}
            width="w-fit"
            className="space-y-4"
            check={(values) => ({
                ...needed(values, ['deposit_percent']),
                ...(values.no_show_fee_cents.trim() &&
                cents_of(values.no_show_fee_cents, currency) === undefined
                    ? { no_show_fee_cents: words.doctors.money_wrong(example_of(currency)) }
                    : {}),
            })}
            send={save}
        >
            <p className="text-sm text-muted">{words.clinics.payments_hint}</p>
            <div className="grid items-end gap-4 sm:grid-cols-2">
                <Field
                    {...form.bind('deposit_percent')}
                    label={labels.deposit_percent}
                    type="number"
                    min={1}
                    max={100}
                />
                <Field
                    {...form.bind('no_show_fee_cents')}
                    label={labels.no_show_fee_cents}
                    hint={words.clinics.fee_hint(currency)}
                    inputMode="decimal"
                />
            </div>
        </FormBox>
    )
}

export function Payments({ clinic }: { clinic: Clinic }) {
    const words = useCatalogueWords().clinics
    const rules = useQuery(clinic_payments(clinic.id))
    const places = useQuery(countries())
    const currency = places.data?.find(({ country }) => country === clinic.country)?.currency ?? 'USD'
    return (
        <Section title={words.payments}>
            {(rules.isPending || places.isPending) && <Loading rows={1} height="h-24" />}
            {rules.error && <Failure error={rules.error} retry={rules.refetch} />}
            {rules.data && places.data && (
                <PaymentsForm clinic={clinic} rules={rules.data} currency={currency} />
            )}
        </Section>
    )
}

const is_hours = (text: string) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 168
const parts_of = (text: string) =>
    text
        .split(/[\s,;]+/)
        .map((part) => part.trim())
        .filter(Boolean)

function RemindersForm({ clinic, rules }: { clinic: Clinic; rules: Schemas['ClinicReminders'] }) {
    const words = useCatalogueWords().clinics
    const own = useEditingWords()
    const cache = useQueryClient()
    const form = useForm({
        reminder_hours: rules.reminder_hours.join(', '),
        review_invitations: rules.review_invitations === false ? 'no' : 'yes',
    })
    const save = async () => {
        const saved = await api.put('/clinics/{id}/reminders', {
            path: { id: clinic.id },
            body: {
                reminder_hours: parts_of(form.values.reminder_hours).map(Number),
                review_invitations: form.values.review_invitations === 'yes',
            },
        })
        cache.setQueryData(clinic_reminders(clinic.id).queryKey, saved)
        toast(own.saved)
    }
    return (
        <FormBox
            form={form}
            labels={words.fields}
            action={own.save}
            width="w-fit"
            className="space-y-4"
            check={({ reminder_hours }) =>
                parts_of(reminder_hours).every(is_hours) ? {} : { reminder_hours: words.hours_wrong }
            }
            send={save}
        >
            <p className="text-sm text-muted">{words.reminders_hint}</p>
            <div className="grid items-end gap-4 sm:grid-cols-2">
                <Field
                    {...form.bind('reminder_hours')}
                    label={words.fields.reminder_hours}
                    hint={words.hours_hint}
                />
                <Select {...form.bind('review_invitations')} label={words.fields.review_invitations}>
                    <option value="yes">{own.yes}</option>
                    <option value="no">{own.no}</option>
                </Select>
            </div>
        </FormBox>
    )
}

export function Reminders({ clinic }: { clinic: Clinic }) {
    const words = useCatalogueWords().clinics
    const { data, error, isPending, refetch } = useQuery(clinic_reminders(clinic.id))
    return (
        <Section title={words.reminders}>
            {isPending && <Loading rows={1} height="h-24" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && <RemindersForm clinic={clinic} rules={data} />}
        </Section>
    )
}
