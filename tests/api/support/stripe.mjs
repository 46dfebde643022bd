// A Stripe of one's own: the part of its API that the adapter speaks, on the wire as Stripe speaks it
// (https://docs.stripe.com/api), with its idempotency keys, and with what can go wrong on the way.
import { createHmac, randomBytes } from 'node:crypto'
import { chownSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { venera } from './server.mjs'

const id = (prefix) => `${prefix}_${randomBytes(9).toString('hex')}`

export class FakeStripe {
    constructor(key) {
        this.key = key
        this.intents = new Map()
        this.refunds = new Map()
        this.answers = new Map() // by idempotency key
        this.requests = []
        this.charges = 0
        this.hold = async () => {} // awaited before and after it acts: (kind, 'before' or 'after'), a kind being intent, confirm, cancel, refund or look
        this.is_poor = false // refuses refunds, as without a balance
        this.trouble = undefined // of confirmations, until it is taken away: lost (charged, no answer), 500, away
    }

    async listen() {
        this.server = createServer((request, response) => this.serve(request, response))
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
        this.url = `http://127.0.0.1:${this.server.address().port}`
        return this
    }

    close() {
        this.server.closeAllConnections()
        return new Promise((resolve) => this.server.close(resolve))
    }

    async serve(request, response) {
        let body = ''
        for await (const chunk of request) body += chunk
        const { pathname, searchParams } = new URL(request.url, this.url)
        const form = Object.fromEntries(new URLSearchParams(body))
        const key = request.headers['idempotency-key']
        this.requests.push({ method: request.method, path: pathname, form, key })
        const answer_text = (status, text) => {
            response.writeHead(status, { 'content-type': 'application/json' })
            response.end(text)
        }
        const answer = (status, value) => answer_text(status, JSON.stringify(value))
        if (request.headers.authorization !== `Bearer ${this.key}`) return answer(401, { error: { type: 'invalid_request_error', message: 'Invalid API Key' } })
        const is_confirm = pathname.endsWith('/confirm')
        const trouble = is_confirm ? this.trouble : undefined
        if (trouble === 'away') return response.destroy()
        const kind = request.method !== 'POST' ? (/intents\/./.test(pathname) ? 'look' : undefined) : is_confirm ? 'confirm' : pathname.endsWith('/cancel') ? 'cancel' : pathname.endsWith('/refunds') ? 'refund' : 'intent'
        await this.hold(kind, 'before')
        if (trouble === 500) return answer(500, { error: { type: 'api_error', message: 'Something went wrong' } })
        const kept = key && this.answers.get(key)
        if (kept && kept.asked !== pathname + body) return answer(400, { error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters' } })
        const [status, value] = kept ? kept.answer : this.act(request.method, pathname, form, searchParams)
        const told = JSON.stringify(value)
        if (key && !kept) this.answers.set(key, { asked: pathname + body, answer: [status, JSON.parse(told)] })
        if (trouble === 'lost') return response.destroy()
        await this.hold(kind, 'after')
        answer_text(status, told)
    }

    act(method, path, form, query) {
        const [, , kind, name, action] = path.split('/')
        if (method === 'GET' && !name) return [200, { object: 'list', data: this.page(kind, query), has_more: false }]
        if (kind === 'payment_intents' && !name) return [200, this.make(form)]
        if (kind === 'refunds') return this.refund(form)
        const intent = this.intents.get(name)
        if (!intent) return [404, { error: { type: 'invalid_request_error', code: 'resource_missing' } }]
        if (!action) return [200, intent]
        return action === 'confirm' ? this.confirm(intent, form) : this.cancel(intent)
    }

    page(kind, query) {
        const all = [...(kind === 'refunds' ? this.refunds : this.intents).values()]
        return all.filter((one) => one.created >= Number(query.get('created[gte]')))
    }

    make(form) {
        const intent = {
            id: id('pi'), object: 'payment_intent', amount: Number(form.amount), amount_received: 0, currency: form.currency, created: Math.floor(Date.now() / 1000),
            status: 'requires_payment_method', metadata: { payment_id: form['metadata[payment_id]'] }, latest_charge: null, last_payment_error: null, next_action: null,
        }
        this.intents.set(intent.id, intent)
        return intent
    }

    confirm(intent, form) {
        if (!['requires_payment_method', 'requires_confirmation'].includes(intent.status)) return [400, { error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', payment_intent: intent } }]
        if (form.payment_method === 'pm_card_visa') return [200, this.succeed(intent)]
        if (form.payment_method === 'pm_card_threeDSecure2Required') {
            intent.status = 'requires_action'
            intent.next_action = { type: 'redirect_to_url', redirect_to_url: { url: `${this.url}/bank/${intent.id}`, return_url: form.return_url } }
            return [200, intent]
        }
        intent.last_payment_error = { type: 'card_error', code: 'card_declined', decline_code: form.payment_method === 'pm_card_visa_chargeDeclinedInsufficientFunds' ? 'insufficient_funds' : 'generic_decline' }
        return [402, { error: { ...intent.last_payment_error, payment_intent: intent } }]
    }

    succeed(intent) {
        ++this.charges
        return Object.assign(intent, {
            status: 'succeeded', amount_received: intent.amount, next_action: null,
            latest_charge: { id: id('ch'), object: 'charge', payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } } },
        })
    }

    cancel(intent) {
        if (['succeeded', 'processing', 'canceled'].includes(intent.status)) return [400, { error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', payment_intent: intent } }]
        intent.status = 'canceled'
        return [200, intent]
    }

    refund(form) {
        const intent = this.intents.get(form.payment_intent)
        const given = [...this.refunds.values()].filter((one) => one.payment_intent === intent?.id).reduce((sum, one) => sum + one.amount, 0)
        if (this.is_poor) return [400, { error: { type: 'invalid_request_error', code: 'balance_insufficient' } }]
        if (!intent || given + Number(form.amount) > intent.amount_received) return [400, { error: { type: 'invalid_request_error', code: 'charge_already_refunded' } }]
        const refund = { id: id('re'), object: 'refund', amount: Number(form.amount), currency: intent.currency, payment_intent: intent.id, created: Math.floor(Date.now() / 1000), status: 'succeeded' }
        this.refunds.set(refund.id, refund)
        return [200, refund]
    }

    // An event about an intent, as its bytes.
    event(intent, type = `payment_intent.${intent.status}`) {
        return JSON.stringify({ id: id('evt'), object: 'event', type, created: Math.floor(Date.now() / 1000), data: { object: intent } })
    }
}

export function signature(body, secret, time = Math.floor(Date.now() / 1000)) {
    return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}

// A server whose payments go to it; its clock is the true one, as signatures need it.
export async function server_with_stripe(stripe, secrets, options = {}) {
    const server = await venera({ clock: false, ...options })
    await server.stop()
    const data = join(server.data, 'venera')
    const { uid, gid } = statSync(data)
    const file = (name, text) => {
        writeFileSync(join(data, name), text, { mode: 0o600 })
        chownSync(join(data, name), uid, gid)
        return join(data, name)
    }
    server.env = {
        VENERA_PAYMENTS__PROVIDER: 'stripe', VENERA_PAYMENTS__STRIPE_URL: stripe.url, VENERA_PAYMENTS__STRIPE_KEY_FILE: file('stripe-key', `${stripe.key}\n`),
        VENERA_PAYMENTS__STRIPE_WEBHOOK_SECRETS_FILE: file('stripe-secrets', `${secrets.join('\n')}\n`),
    }
    await server.start()
    return server
}
