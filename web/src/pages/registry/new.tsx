// Registering a patient with everything that a profile can say.
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { useRegistryWords } from '../../i18n/registry'
import { toast } from '../../state/toasts'
import { useNeeded } from '../../ui/editing'
import { Summary, useForm } from '../../ui/form'
import { Button } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'
import { useOpenPatient } from './base'
import { empty_profile, members_of, ProfileFields, useProfileCheck } from './fields'

const without_nulls = <T extends object>(value: T) =>
    Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null)) as {
        [K in keyof T]: NonNullable<T[K]>
    }

export default function NewPatientPage() {
    const words = useRegistryWords()
    const form = useForm(empty_profile)
    const needed = useNeeded()
    const check = useProfileCheck()
    const cache = useQueryClient()
    const open = useOpenPatient()
    const send = () =>
        form.submit(
            async (key) => {
                const made = await api.post('/patients', {
                    body: without_nulls(members_of(form.values)),
                    key,
                })
                cache.removeQueries({ queryKey: ['mine', 'patients'] })
                toast(words.create.done)
                await open(made.id)
            },
            {
                check: (values) => ({
                    ...check(values),
                    ...needed(values, ['first_name', 'last_name', 'birth_date']),
                }),
            },
        )
    return (
        <StaffPage title={words.create.title}>
            <p className="mt-1 text-muted">{words.create.intro}</p>
            <form
                noValidate
                className="card mt-4 space-y-6 p-4 sm:p-6"
                onSubmit={(event) => {
                    event.preventDefault()
                    void send()
                }}
            >
                <Summary form={form} labels={words.fields} />
                <ProfileFields form={form} is_new />
                <Button type="submit" pending={form.pending}>
                    {words.create.action}
                </Button>
            </form>
        </StaffPage>
    )
}
