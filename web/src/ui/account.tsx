// To sign in or to sign up: as pages of their own, and in the middle of a booking.
import { useState } from 'react'
import { api, Problem } from '../api/client'
import { session } from '../api/session'
import { current_language, useWords } from '../i18n'
import { useEntranceWords } from '../i18n/entrance'
import { Field, type Form } from './form'
import { take_focus } from './parts'

export const no_account = { first_name: '', last_name: '', email: '', password: '', code: '' }
export type AccountValues = typeof no_account
export type Way = 'sign_up' | 'sign_in'

// Of a person with a second factor, what the password was right for.
export function useEntrance(way: Way) {
    const words = useWords()
    const [challenge, set_challenge] = useState<string>()
    return {
        wants_code: challenge !== undefined,
        // What the password was right for lasts minutes; who looked for their telephone longer gives it again.
        start_again: () => set_challenge(undefined),
        check: (values: AccountValues): Partial<AccountValues> => {
            if (challenge) return values.code ? {} : { code: words.form.required }
            const needed =
                way === 'sign_up'
                    ? (['first_name', 'last_name', 'email', 'password'] as const)
                    : (['email', 'password'] as const)
            const wrong: Partial<AccountValues> = {}
            for (const name of needed) if (!values[name].trim()) wrong[name] = words.form.required
            return wrong
        },
        // False if a code of the second factor is wanted first. Throws: as api.
        enter: async (values: AccountValues, key: string): Promise<boolean> => {
            const { first_name, last_name, email, password, code } = values
            if (challenge) {
                session.begin(
                    await api.post('/auth/login/second-factor', { body: { challenge, code: code.trim() } }),
                )
                set_challenge(undefined)
                return true
            }
            if (way === 'sign_up') {
                const body = {
                    first_name,
                    last_name,
                    email: email.trim(),
                    password,
                    language: current_language(),
                }
                session.begin(await api.post('/auth/register', { body, key: `${key}-account` }))
                return true
            }
            try {
                session.begin(await api.post('/auth/login', { body: { email: email.trim(), password } }))
                return true
            } catch (error) {
                if (!(error instanceof Problem) || error.code !== 'second_factor_required') throw error
                set_challenge(error.body.challenge)
                return false
            }
        },
    }
}

export type Entrance = ReturnType<typeof useEntrance>

export function useAccountLabels(): Record<keyof AccountValues, string> {
    const words = useEntranceWords().account
    return {
        first_name: words.first_name,
        last_name: words.last_name,
        email: words.email,
        password: words.password,
        code: words.code,
    }
}

export function AccountFields<V extends AccountValues>({
    form,
    way,
    entrance,
}: {
    form: Form<V>
    way: Way
    entrance: Entrance
}) {
    const words = useEntranceWords().account
    const labels = useAccountLabels()
    const start_again = () => {
        form.clear()
        form.set({ code: '' } as Partial<V>)
        entrance.start_again()
    }
    if (entrance.wants_code)
        return (
            <>
                <Field
                    {...form.bind('code')}
                    ref={take_focus}
                    label={labels.code}
                    hint={words.code_hint}
                    autoComplete="one-time-code"
                    spellCheck={false}
                />
                <button type="button" className="link min-h-12 cursor-pointer" onClick={start_again}>
                    {words.start_again}
                </button>
            </>
        )
    return (
        <>
            {way === 'sign_up' && (
                <div className="grid gap-4 sm:grid-cols-2">
                    <Field
                        {...form.bind('first_name')}
                        label={labels.first_name}
                        autoComplete="given-name"
                        required
                    />
                    <Field
                        {...form.bind('last_name')}
                        label={labels.last_name}
                        autoComplete="family-name"
                        required
                    />
                </div>
            )}
            <Field {...form.bind('email')} label={labels.email} type="email" autoComplete="email" required />
            <Field
                {...form.bind('password')}
                label={labels.password}
                hint={way === 'sign_up' ? words.password_hint : undefined}
                type="password"
                autoComplete={way === 'sign_up' ? 'new-password' : 'current-password'}
                required
            />
        </>
    )
}
