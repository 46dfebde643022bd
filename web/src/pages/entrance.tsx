// Signing in and up, and the pages that links in mails lead to. The token of a link is behind "#": it reaches no server but in the
// body of the request that its button sends.
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api } from '../api/client'
import { session, useSession } from '../api/session'
import { useWords } from '../i18n'
import { useEntranceWords } from '../i18n/entrance'
import { AccountFields, no_account, useAccountLabels, useEntrance, type Way } from '../ui/account'
import { Field, FormBox, useForm } from '../ui/form'
import { ButtonLink, Notice, Page } from '../ui/parts'

const token_of_link = () => new URLSearchParams(location.hash.slice(1)).get('token') ?? ''

function Card({ children }: { children: ReactNode }) {
    return <div className="card mt-6 space-y-5 p-4 sm:p-8">{children}</div>
}

function Entrance({ way }: { way: Way }) {
    const words = useWords()
    const { forgot } = useEntranceWords()
    const navigate = useNavigate()
    const { next } = useSearch({ strict: false })
    const form = useForm(no_account)
    const labels = useAccountLabels()
    const entrance = useEntrance(way)
    const own = way === 'sign_in' ? words.sign_in : words.sign_up
    return (
        <Page title={own.title} width="max-w-lg">
            <Card>
                <FormBox
                    form={form}
                    labels={labels}
                    action={own.action}
                    check={entrance.check}
                    send={async (key) => {
                        if (await entrance.enter(form.values, key))
                            await navigate({ to: next ?? session.home(), replace: true })
                    }}
                >
                    <AccountFields form={form} way={way} entrance={entrance} />
                </FormBox>
                {way === 'sign_in' ? (
                    <>
                        <p>
                            <Link to="/forgot-password" className="link inline-block py-1">
                                {forgot.link}
                            </Link>
                        </p>
                        <p>
                            {words.sign_in.other}{' '}
                            <Link to="/sign-up" search={{ next }} className="link inline-block py-1">
                                {words.sign_up.title}
                            </Link>
                        </p>
                    </>
                ) : (
                    <p>
                        {words.sign_up.other}{' '}
                        <Link to="/sign-in" search={{ next }} className="link inline-block py-1">
                            {words.sign_in.action}
                        </Link>
                    </p>
                )}
            </Card>
        </Page>
    )
}

export const SignInPage = () => <Entrance way="sign_in" />
export const SignUpPage = () => <Entrance way="sign_up" />

export function ForgotPage() {
    const words = useWords()
    const own = useEntranceWords()
    const form = useForm({ email: '' })
    const [sent, set_sent] = useState(false)
    return (
        <Page title={own.forgot.title} width="max-w-lg">
            <Card>
                {sent ? (
                    <Notice kind="ok" role="status">
                        {own.forgot.sent}
                    </Notice>
                ) : (
                    <FormBox
                        form={form}
                        labels={{ email: own.account.email }}
                        action={own.forgot.action}
                        check={({ email }) => (email.trim() ? {} : { email: words.form.required })}
                        send={async () => {
                            await api.post('/auth/password/forgot', {
                                body: { email: form.values.email.trim() },
                            })
                            set_sent(true)
                        }}
                    >
                        <Field
                            {...form.bind('email')}
                            label={own.account.email}
                            hint={own.forgot.hint}
                            type="email"
                            autoComplete="email"
                        />
                    </FormBox>
                )}
                <p>
                    <Link to="/sign-in" className="link inline-block py-1">
                        {words.sign_in.action}
                    </Link>
                </p>
            </Card>
        </Page>
    )
}

export function ResetPage() {
    const words = useWords()
    const own = useEntranceWords()
    const [token] = useState(token_of_link)
    const form = useForm({ password: '' })
    const [done, set_done] = useState(false)
    return (
        <Page title={own.reset.title} width="max-w-lg">
            <Card>
                {done ? (
                    <>
                        <Notice kind="ok" role="status">
                            {own.reset.done}
                        </Notice>
                        <ButtonLink to="/sign-in" className="w-full">
                            {words.sign_in.action}
                        </ButtonLink>
                    </>
                ) : token ? (
                    <FormBox
                        form={form}
                        labels={{ password: own.reset.password }}
                        action={own.reset.action}
                        check={({ password }) => (password ? {} : { password: words.form.required })}
                        send={async () => {
                            await api.post('/auth/password/reset', {
                                body: { token, new_password: form.values.password },
                            })
                            set_done(true)
                        }}
                    >
                        <Field
                            {...form.bind('password')}
                            label={own.reset.password}
                            hint={own.account.password_hint}
                            type="password"
                            autoComplete="new-password"
                        />
                    </FormBox>
                ) : (
                    <BrokenLink />
                )}
            </Card>
        </Page>
    )
}

function BrokenLink() {
    const words = useWords()
    return (
        <Notice kind="warn" role="alert">
            {words.broken_link}
        </Notice>
    )
}

// Opening the link confirms nothing, since mail scanners open links, too: the button does.
export function VerifyPage() {
    const own = useEntranceWords()
    const now = useSession()
    const [token] = useState(token_of_link)
    const form = useForm({})
    const [done, set_done] = useState(false)
    return (
        <Page title={own.verify.title} width="max-w-lg">
            <Card>
                {done ? (
                    <>
                        <Notice kind="ok" role="status">
                            {own.verify.done}
                        </Notice>
                        <ButtonLink
                            to={now.status === 'signed_in' ? session.home() : '/sign-in'}
                            className="w-full"
                        >
                            {own.verify.next}
                        </ButtonLink>
                    </>
                ) : token ? (
                    <FormBox
                        form={form}
                        action={own.verify.action}
                        send={async () => {
                            await api.post('/auth/email/verify', { body: { token } })
                            if (now.status === 'signed_in') await session.renew()
                            set_done(true)
                        }}
                    >
                        <p>{own.verify.hint}</p>
                    </FormBox>
                ) : (
                    <BrokenLink />
                )}
            </Card>
        </Page>
    )
}
