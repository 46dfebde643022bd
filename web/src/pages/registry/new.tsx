// Registering a patient with everything that a profile can say.
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { useRegistryWords } from '../../i18n/registry'
import { toast } from '../../state/toasts'
import { useNeeded } from '../../ui/editing'
import { FormBox, useForm } from '../../ui/form'
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
    const send = async (key: string) => {
        const made = await api.post('/patients', { body: without_nulls(members_of(form.values)), key })
        cache.removeQueries({ queryKey: ['mine', 'patients'] })
        toast(words.create.done)
        await open(made.id)
    }
    return (
        <StaffPage title={words.create.title}>
            <p className="mt-1 text-muted">{words.create.intro}</p>
            <FormBox
                form={form}
                labels={words.fields}
                action={words.create.action}
                width="w-fit"
                className="card mt-4 space-y-6 p-4 sm:p-6"
                check={(values) => ({
                    ...check(values),
                    ...needed(values, ['first_name', 'last_name', 'birth_date']),
                })}
                send={send}
            >
                <ProfileFields form={form} is_new />
            </FormBox>
        </StaffPage>
    )
}
