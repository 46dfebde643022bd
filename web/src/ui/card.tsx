// To pay with a card: its fields, what is wrong with them before anybody is asked, and what becomes of a payment that the bank has
// not decided yet. The number is sent once and kept nowhere.
import { useState } from 'react'
import { api, Problem, type Schemas } from '../api/client'
import { useWords } from '../i18n'
import { useCardWords } from '../i18n/card'
import { Field, type Form } from './form'
import { Notice } from './parts'

export type Payment = Schemas['Payment']
export const no_card = { number: '', expiry: '', cvc: '', holder: '' }
export type CardValues = typeof no_card

export function CardFields<V extends CardValues>({ form }: { form: Form<V> }) {
    const words = useCardWords()
    return (
        <fieldset className="space-y-4">
            <legend className="text-lg font-semibold">{words.title}</legend>
            <Field
                {...form.bind('number')}
                label={words.number}
                inputMode="numeric"
                autoComplete="cc-number"
                spellCheck={false}
            />
            <div className="grid gap-4 min-[360px]:grid-cols-2">
                <Field
                    {...form.bind('expiry')}
                    label={words.expiry}
                    hint={words.expiry_hint}
                    inputMode="numeric"
                    autoComplete="cc-exp"
                />
                <Field
                    {...form.bind('cvc')}
                    label={words.cvc}
                    hint={words.cvc_hint}
                    inputMode="numeric"
                    autoComplete="cc-csc"
                />
            </div>
            <Field {...form.bind('holder')} label={words.holder} optional autoComplete="cc-name" />
        </fieldset>
    )
}

function card_of(values: CardValues) {
    const [month = '', year = ''] = values.expiry.trim().split(/[/\s-]+/)
    return {
        number: values.number.replace(/\D/g, ''),
        exp_month: Number(month) || 0,
        exp_year: year.length === 2 ? 2000 + Number(year) : Number(year) || 0,
        cvc: values.cvc.trim(),
        ...(values.holder.trim() ? { holder: values.holder.trim() } : {}),
    }
}

export function useCardCheck() {
    const words = useWords()
    const own = useCardWords()
    return ({ number, expiry, cvc }: CardValues): Partial<CardValues> => ({
        ...(number.trim() ? {} : { number: words.form.required }),
        ...(/^\d{1,2}\s*[/\s-]\s*(\d{2}|\d{4})$/.test(expiry.trim()) ? {} : { expiry: own.expiry_wrong }),
        ...(/^\d{3,4}$/.test(cvc.trim()) ? {} : { cvc: own.cvc_wrong }),
    })
}

const fields_of_failures: Partial<Record<string, string>> = { incorrect_cvc: '/cvc', expired_card: '/expiry' }

// Pays, and waits as long as the bank thinks. Throws: Problem with the words of a failure at its field.
export function usePaying() {
    const { failures } = useCardWords()
    const [waits, set_waits] = useState<Payment>()
    const is_decided = ({ status }: Payment) => status !== 'processing' && status !== 'requires_action'
    const settle = async (payment: Payment): Promise<Payment> => {
        let now = payment
        while (!is_decided(now)) {
            set_waits(now)
            await new Promise((resolve) => setTimeout(resolve, 2_000))
            const path = { id: now.id }
            now =
                now.status === 'requires_action'
                    ? await api.post('/payments/{id}/refresh', { path })
                    : await api.get('/payments/{id}', { path })
        }
        return now
    }
    const finish = async (payment: Payment): Promise<Payment> => {
        const now = await settle(payment).finally(() => set_waits(undefined))
        if (now.status === 'succeeded') return now
        const code = now.failure ?? 'abandoned'
        const pointer = fields_of_failures[code] ?? '/number'
        throw new Problem(422, { code, errors: [{ pointer, code, detail: failures[code] }] })
    }
    const pay = async (what: object, values: CardValues, key: string): Promise<Payment> => {
        const body = { ...what, method: { card: card_of(values) } }
        return finish(await api.post('/payments', { body, key }))
    }
    return { waits, pay, finish }
}

// While the bank has not decided.
export function Waits({ payment }: { payment?: Payment }) {
    const own = useCardWords()
    if (!payment) return null
    const asks = payment.status === 'requires_action' ? payment.action_url : undefined
    return (
        <Notice role="status">
            <p>{asks ? own.bank : own.processing}</p>
            {asks && (
                <a href={asks} target="_blank" rel="noreferrer" className="link inline-block py-1">
                    {own.to_bank}
                </a>
            )}
        </Notice>
    )
}
