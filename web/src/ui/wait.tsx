// To be told when a time of a doctor comes free; with `move` the visit that it is to make earlier.
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import { useSession } from '../api/session'
import { later_date } from '../format'
import { useWords } from '../i18n'
import { useMoneyWords } from '../i18n/account_money'
import { Check } from './check'
import { Field, FormBox, useForm } from './form'
import { ButtonLink, Notice } from './parts'

const parts = ['morning', 'afternoon', 'evening'] as const
type Part = (typeof parts)[number]

function Joining({
    doctor_id,
    today,
    move,
    joined,
}: {
    doctor_id: string
    today: string
    move?: string
    joined: () => void
}) {
    const words = useWords()
    const own = useMoneyWords().join
    const cache = useQueryClient()
    const form = useForm({ from: today, to: later_date(today, 30) })
    const [chosen, choose] = useState<Part[]>([])
    const toggle = (part: Part) => (on: boolean) =>
        choose(parts.filter((one) => (one === part ? on : chosen.includes(one))))
    return (
        <FormBox
            form={form}
            labels={own}
            action={own.action}
            look="secondary"
            check={({ from, to }) => ({
                ...(from ? {} : { from: words.form.required }),
                ...(to ? {} : { to: words.form.required }),
            })}
            send={async (key) => {
                const { from, to } = form.values
                const body = { doctor_id, from, to, parts_of_day: chosen, appointment_id: move ?? null }
                await api.post('/waitlist', { body, key })
                await cache.invalidateQueries({ queryKey: ['mine', 'waiting'] })
                joined()
            }}
        >
            <p>{move ? own.move_hint : own.hint}</p>
            <div className="grid grid-cols-2 gap-4">
                <Field {...form.bind('from')} label={own.from} type="date" />
                <Field {...form.bind('to')} label={own.to} type="date" />
            </div>
            <fieldset>
                <legend className="font-medium">{own.parts}</legend>
                <p className="text-sm text-muted">{own.parts_hint}</p>
                <div className="flex flex-wrap gap-x-6">
                    {parts.map((part) => (
                        <Check key={part} checked={chosen.includes(part)} onChange={toggle(part)}>
                            {words.parts[part]}
                        </Check>
                    ))}
                </div>
            </fieldset>
        </FormBox>
    )
}

export default function Wait(props: { doctor_id: string; today: string; move?: string }) {
    const own = useMoneyWords().join
    const now = useSession()
    const { href } = useLocation()
    const [joined, set_joined] = useState(false)
    if (now.status === 'signed_in' && !now.patient) return null
    return (
        <details className="card mt-8 p-4 sm:p-6">
            <summary className="flex min-h-10 cursor-pointer items-center text-lg font-semibold">
                {own.title}
            </summary>
            <div className="mt-4">
                {now.status !== 'signed_in' && (
                    <ButtonLink look="secondary" to="/sign-in" search={{ next: href }} className="w-full">
                        {own.sign_in}
                    </ButtonLink>
                )}
                {now.status === 'signed_in' && !joined && (
                    <Joining {...props} joined={() => set_joined(true)} />
                )}
                {joined && (
                    <Notice kind="ok" role="status">
                        <p>{own.joined}</p>
                        <Link to="/account/waitlist" className="link inline-block py-1">
                            {own.see}
                        </Link>
                    </Notice>
                )}
            </div>
        </details>
    )
}
