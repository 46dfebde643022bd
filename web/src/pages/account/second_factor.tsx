// The second factor: added with an app that shows codes, and removed with one of them. Secret and recovery codes are shown once.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { second_factor } from '../../api/account_queries'
import { api, type Problem, type Schemas } from '../../api/client'
import { session } from '../../api/session'
import { moment } from '../../format'
import { useWords } from '../../i18n'
import { useSecurityWords } from '../../i18n/account_security'
import { toast } from '../../state/toasts'
import { Section } from '../../ui/account_page'
import { Copied } from '../../ui/copy'
import { Failure, Field, FormBox, useForm } from '../../ui/form'
import { Button, Loading, Notice, take_focus } from '../../ui/parts'

const QrCode = lazy(() => import('../../ui/qr'))
type Enrolment = Schemas['Enrolment']

// Which field a refusal is about.
const fields = { wrong_password: 'current_password', wrong_code: 'code' } as Partial<Record<string, string>>
function about<V extends Record<string, string>>(
    form: { wrong: (fields: { [K in keyof V]?: string }) => void; values: V },
    problem: Problem,
): boolean {
    const name = fields[problem.code]
    if (!name || !Object.hasOwn(form.values, name)) return false
    form.wrong({ [name]: problem.message } as { [K in keyof V]?: string })
    return true
}

function Begin({ begun }: { begun: (enrolment: Enrolment) => void }) {
    const words = useSecurityWords().factor
    const required = useWords().form.required
    const form = useForm({ current_password: '' })
    return (
        <FormBox
            form={form}
            labels={words}
            action={words.add}
            check={({ current_password }) => (current_password ? {} : { current_password: required })}
            handle={(problem) => about(form, problem)}
            send={async () => begun(await api.post('/me/second-factor', { body: form.values }))}
        >
            <Field
                {...form.bind('current_password')}
                label={words.current_password}
                type="password"
                autoComplete="current-password"
            />
        </FormBox>
    )
}

function Confirm({ enrolment, done }: { enrolment: Enrolment; done: (codes: string[]) => void }) {
    const words = useSecurityWords().factor
    const required = useWords().form.required
    const form = useForm({ code: '' })
    return (
        <div className="space-y-5">
            <div>
                <h3 className="mb-3 font-semibold">{words.scan}</h3>
                <Suspense fallback={<Loading rows={1} height="h-60" />}>
                    <QrCode text={enrolment.otpauth_uri} label={words.picture} />
                </Suspense>
            </div>
            <Copied text={enrolment.secret} label={words.by_hand} action={words.copy_secret} />
            <FormBox
                form={form}
                labels={words}
                action={words.confirm}
                check={({ code }) => (code.trim() ? {} : { code: required })}
                handle={(problem) => about(form, problem)}
                send={async () => {
                    const code = form.values.code.replace(/\s/g, '')
                    const { recovery_codes } = await api.post('/me/second-factor/confirm', { body: { code } })
                    done(recovery_codes)
                }}
            >
                <Field
                    {...form.bind('code')}
                    label={words.code}
                    hint={words.code_hint}
                    inputMode="numeric"
                    autoComplete="one-time-code"
                />
            </FormBox>
        </div>
    )
}

function RecoveryCodes({ codes, kept }: { codes: string[]; kept: () => void }) {
    const words = useSecurityWords().factor
    return (
        <Notice kind="ok" className="space-y-4">
            <h3 ref={take_focus} tabIndex={-1} className="text-lg font-semibold outline-none">
                {words.codes_title}
            </h3>
            <p>{words.codes_hint}</p>
            <Copied text={codes.join('\n')} label={words.codes} action={words.copy} />
            <div className="no-print flex flex-wrap gap-3">
                <Button look="secondary" onClick={() => print()}>
                    {words.print}
                </Button>
                <Button onClick={kept}>{words.kept}</Button>
            </div>
        </Notice>
    )
}

function Remove({ removed }: { removed: () => Promise<unknown> }) {
    const words = useSecurityWords().factor
    const required = useWords().form.required
    const form = useForm({ current_password: '', code: '' })
    return (
        <details className="mt-4">
            <summary className="link flex min-h-11 cursor-pointer items-center">{words.remove}</summary>
            <p className="mt-2 mb-4">{words.remove_hint}</p>
            <FormBox
                form={form}
                labels={{ current_password: words.current_password, code: words.remove_code }}
                action={words.remove}
                look="danger"
                check={({ current_password, code }) => ({
                    ...(current_password ? {} : { current_password: required }),
                    ...(code.trim() ? {} : { code: required }),
                })}
                handle={(problem) => about(form, problem)}
                send={async () => {
                    const { current_password, code } = form.values
                    await api.delete('/me/second-factor', { body: { current_password, code: code.trim() } })
                    toast(words.removed)
                    await removed()
                }}
            >
                <Field
                    {...form.bind('current_password')}
                    label={words.current_password}
                    type="password"
                    autoComplete="current-password"
                />
                <Field
                    {...form.bind('code')}
                    label={words.remove_code}
                    hint={words.remove_code_hint}
                    autoComplete="one-time-code"
                    spellCheck={false}
                />
            </FormBox>
        </details>
    )
}

export function SecondFactor() {
    const words = useSecurityWords().factor
    const cache = useQueryClient()
    const { data, error, isPending, refetch } = useQuery(second_factor())
    const [enrolment, set_enrolment] = useState<Enrolment>()
    const [codes, set_codes] = useState<string[]>()
    const changed = () => cache.invalidateQueries({ queryKey: ['mine'] })
    const confirmed = async (recovery: string[]) => {
        set_codes(recovery)
        set_enrolment(undefined)
        // Whoever had to have one may do more from now on.
        await session.renew()
        await changed()
    }
    return (
        <Section title={words.title}>
            {isPending && <Loading rows={1} height="h-24" />}
            {error && <Failure error={error} retry={refetch} />}
            {codes && <RecoveryCodes codes={codes} kept={() => set_codes(undefined)} />}
            {data?.enrolled && !codes && (
                <>
                    <p>
                        {data.since && words.on(moment(data.since))}{' '}
                        {words.codes_left(data.recovery_codes_left)}
                    </p>
                    <Remove removed={changed} />
                </>
            )}
            {data && !data.enrolled && !codes && (
                <>
                    <p className="mb-4">{data.required ? words.required : words.off}</p>
                    {enrolment ? (
                        <>
                            <Confirm enrolment={enrolment} done={confirmed} />
                            <button
                                type="button"
                                className="link mt-3 min-h-10 cursor-pointer"
                                onClick={() => set_enrolment(undefined)}
                            >
                                {words.start_over}
                            </button>
                        </>
                    ) : (
                        <Begin begun={set_enrolment} />
                    )}
                </>
            )}
        </Section>
    )
}
