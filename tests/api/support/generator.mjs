// Seeded random requests made from the contract: mostly valid, some broken in one place. The values that must exist (ids,
// times, codes) are taken from earlier answers.
import { hostile_texts } from './contract.mjs'

// mulberry32: small, and the same on every machine.
export function random_of(seed) {
    let state = seed >>> 0
    return () => {
        state = (state + 0x6d2b79f5) >>> 0
        let t = Math.imul(state ^ (state >>> 15), 1 | state)
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
}

const nothing = '0192d9b0-0000-7000-8000-00000000beef'
const wrong_values = [
    null, true, 0, -1, 1e300, 2 ** 53, 0.5, '', ' ', [], {}, [[]], [null], { a: 1 }, 'x'.repeat(5000), '\u0000', '\ud800', '2027-02-30',
    '9999-12-31T23:59:59Z', '0000-01-01', '24:00', nothing, 'ñ', '<script>', "' or 1=1 --", '=1+1', '\r\nX: y', '-0', 'null',
]
const wrong_headers = [
    { accept: 'text/html' }, { accept: 'application/json;q=0' }, { accept: '' }, { 'content-type': 'text/plain' }, { 'content-type': 'application/json; charset=latin1' },
    { 'if-match': 'x' }, { 'if-match': '"0"' }, { 'if-match': 'W/"1"' }, { 'if-match': '*' }, { 'if-none-match': '*' }, { 'if-none-match': '"1"' },
    { authorization: 'Bearer x' }, { authorization: 'Basic eDp5' }, { authorization: 'Bearer ' + 'a'.repeat(4500) }, { 'x-api-key': 'vk_nothing' },
    { 'idempotency-key': '' }, { 'idempotency-key': 'x'.repeat(300) }, { 'idempotency-key': '"quoted"' }, { 'x-purpose': 'curiosity' },
    { 'x-purpose': 'break-glass' }, { 'x-purpose': 'payment' }, { 'accept-language': 'es-PE,es;q=0.9' }, { 'accept-language': ';;;q=x' },
    { cookie: 'venera_refresh=nonsense; a=b' }, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { traceparent: '00-zz' },
    { 'x-request-id': 'a b' }, { 'x-forwarded-for': '10.0.0.1' }, { 'content-encoding': 'gzip' },
]

export class Generator {
    // `known`: lists of values that exist, by name: doctors, clinics, appointments, starts, ...
    constructor(contract, seed, known) {
        this.contract = contract
        this.random = random_of(seed)
        this.known = known
    }

    below(count) {
        return Math.floor(this.random() * count)
    }
    chance(part) {
        return this.random() < part
    }
    one_of(list) {
        return list[this.below(list.length)]
    }
    existing(name, otherwise = nothing) {
        const list = this.known[name] ?? []
        return list.length && this.chance(0.9) ? this.one_of(list) : otherwise
    }
    learn(name, value) {
        const list = (this.known[name] ??= [])
        if (typeof value !== 'string' || list.includes(value)) return
        if (list.length < 50) list.push(value)
        else list[this.below(list.length)] = value
    }

    // Remembers the ids, cursors and tokens of a good answer.
    learn_from(operation, json) {
        this.learn('emails', json?.user?.email)
        const folder = operation.path.split('/').filter((part) => !part.startsWith('{')).at(-1)
        for (const item of [json, ...(Array.isArray(json?.data) ? json.data : [])]) {
            this.learn(folder === 'register' ? 'tokens' : folder, item?.id)
            this.learn('codes', folder === 'specialties' ? item?.code : undefined)
            this.learn('holder_tokens', item?.holder_token)
            this.learn('versions', item?.version === undefined ? undefined : `"${item.version}"`)
            for (const slot of item?.slots ?? (Array.isArray(item?.days) ? item.days.flatMap((day) => day.slots ?? []) : [])) this.learn('starts', slot.start)
        }
        this.learn(`cursor ${operation.path}`, json?.next_cursor)
    }

    letters(least, most) {
        if (this.chance(0.1)) return this.one_of(hostile_texts).slice(0, most)
        const length = least + this.below(Math.min(most, 40) - least + 1)
        return Array.from({ length }, () => this.one_of([...'abcdefghij ABCDEñüß日😀'])).join('').slice(0, Math.max(least, most))
    }

    date(days = 60) {
        return new Date(Date.now() + (this.below(days) - 5) * 86_400_000).toISOString().slice(0, 10)
    }

    text(schema, name) {
        const folder = { doctor_id: 'doctors', clinic_id: 'clinics', patient_id: 'patients', into: 'patients', hold_id: 'holds' }[name]
        if (folder) return this.existing(folder)
        // A local date and time; the end of a pair is later than its start.
        if (schema.pattern?.includes('T')) return `${this.date()}T${name === 'end' ? '20' : '08'}:00`
        if (name === 'start') return this.chance(0.3) ? `${this.date()}T${String(this.below(24)).padStart(2, '0')}:00:00-05:00` : this.existing('starts', '2027-03-01T15:00:00Z')
        if (name === 'specialty' || name === 'specialties' || name === 'code') return this.existing('codes', 'no-such-code')
        if (name === 'type') return this.one_of(['dni', 'passport'])
        if (name === 'visit_type') return this.existing('visit_types', 'no-such-type')
        if (name === 'holder_token') return this.existing('holder_tokens', 'A'.repeat(43))
        if (/timezone/.test(name)) return this.one_of(['America/Lima', 'Europe/Madrid', 'UTC', 'Nowhere/None'])
        if (schema.enum) return this.one_of(schema.enum)
        if (schema.format === 'uuid') return nothing
        if (schema.format === 'date') return /birth/.test(name) ? this.one_of(['1980-02-29', '2010-12-31', '1900-01-01']) : this.date()
        if (schema.format === 'date-time') return `${this.date()}T12:00:00Z`
        if (schema.format === 'email') return this.chance(0.4) && this.known.emails ? this.one_of(this.known.emails) : `fuzz-${this.below(1e9).toString(36)}@example.org`
        if (schema.format === 'uri') return this.one_of(['https://example.invalid/a.png', 'http://[::1]:1/', 'https://u:p@h/'])
        if (schema.format === 'password') return this.one_of(['correct horse battery', 'correct horse battery', 'another long secret!'])
        if (schema.pattern?.startsWith('^([01][0-9]')) return `${String(8 + this.below(12)).padStart(2, '0')}:${this.one_of(['00', '30', '07'])}`
        if (schema.pattern === '^[a-z0-9]+(-[a-z0-9]+)*$') return `x-${this.below(1000)}`
        if (schema.example !== undefined) return schema.example
        return this.letters(schema.minLength ?? 0, schema.maxLength ?? 40)
    }

    value(schema, name = '') {
        const options = schema?.anyOf ?? schema?.oneOf
        if (options?.some((option) => option.type === 'null') && this.chance(0.15)) return null
        const known = this.contract.resolve(schema)
        switch (this.contract.type(known)) {
            case 'object': {
                const object = {}
                for (const [member, inner] of Object.entries(known.properties ?? {})) {
                    const likely = /^(override|hold_id|holder_token|visit_type|duration)/.test(member) ? 0.12 : 0.5
                    if (known.required?.includes(member) || this.chance(/^(doctor_id|start)$/.test(member) ? 0.9 : likely)) object[member] = this.value(inner, member)
                }
                return object
            }
            case 'array':
                return Array.from({ length: 1 + this.below(this.chance(0.05) ? 80 : 2) }, () => this.value(known.items, name))
            case 'integer': {
                const least = known.minimum ?? 0
                const most = Math.min(known.maximum ?? 1000, this.chance(0.8) ? least + 100 : 2 ** 31 - 1)
                const number = least + this.below(most - least + 1)
                return /minutes/.test(name) && this.chance(0.9) ? Math.max(least, number - (number % 5)) : number
            }
            case 'number':
                return Math.round(this.random() * 1000) / 100
            case 'boolean':
                return this.chance(0.5)
            case undefined:
                return this.one_of(wrong_values)
            default:
                return this.text(known, name)
        }
    }

    path(operation) {
        const parts = operation.path.split('/')
        return parts
            .map((part, index) => {
                if (!part.startsWith('{')) return part
                if (part === '{code}') return this.existing('codes', 'no-such-code')
                return this.existing(parts[index - 1] === 'holds' && this.chance(0.2) ? 'appointments' : parts[index - 1])
            })
            .join('/')
    }

    // {method, path, query, headers, raw}: what to send, broken in one place if `broken`.
    request(operation, broken) {
        const made = { method: operation.method, path: this.path(operation), query: [], headers: {}, raw: undefined }
        for (const parameter of operation.parameters) {
            if (parameter.in === 'header') {
                if (parameter.name === 'Idempotency-Key' && this.chance(0.5)) made.headers['idempotency-key'] = `key-${this.below(this.chance(0.3) ? 20 : 1e9)}`
                if (parameter.name === 'If-Match' && this.chance(0.3)) made.headers['if-match'] = this.existing('versions', '"1"')
            }
            if (parameter.in !== 'query' || !(parameter.required || this.chance(0.3))) continue
            const value = parameter.name === 'cursor' ? this.existing(`cursor ${operation.path}`, undefined) : this.value(parameter.schema, parameter.name)
            if (value !== undefined && value !== null) made.query.push([parameter.name, [value].flat().join(',')])
        }
        const schema = operation.requestBody?.content?.['application/json']?.schema
        const body = schema && (operation.requestBody.required || this.chance(0.7)) ? this.value(schema) : undefined
        // A doctor and a time that go together.
        if (body?.doctor_id && body.start && this.known.offers && this.chance(0.6)) {
            Object.assign(body, this.one_of(this.known.offers))
            for (const name of ['hold_id', 'duration_minutes', 'override', 'override_reason', 'visit_type']) if (this.chance(0.8)) delete body[name]
        }
        if (body !== undefined) made.raw = JSON.stringify(body)
        if (broken) this.break_one(made, body)
        return made
    }

    break_one(made, body) {
        const ways = ['path', 'query', 'header', 'header']
        if (body !== undefined) ways.push('member', 'member', 'member', 'member', 'bytes')
        switch (this.one_of(ways)) {
            case 'path':
                made.path = made.path.split('/').map((part) => (/^[0-9a-f-]{36}$/.test(part) ? this.one_of(['x', '%00', '%ff', 'a'.repeat(300), '-1', '%2e%2e%2f', part.toUpperCase(), `${part}x`]) : part)).join('/')
                break
            case 'query': {
                const name = made.query.length ? this.one_of(made.query)[0] : 'limit'
                made.query.push([this.chance(0.5) ? name : 'nonsense', String(this.one_of(wrong_values))])
                break
            }
            case 'header':
                Object.assign(made.headers, this.one_of(wrong_headers))
                break
            case 'member':
                made.raw = JSON.stringify(this.broken(body))
                break
            case 'bytes': {
                const at = this.below(made.raw.length)
                made.raw = this.one_of([made.raw.slice(0, at), made.raw.slice(0, at) + this.one_of([...'{}[]",:0\\\u0001é']) + made.raw.slice(at), made.raw.replace('{', '{"a":1,"a":1,'), made.raw + made.raw])
            }
        }
    }

    // `value` with one member, somewhere inside, wrong, missing or unknown.
    broken(value) {
        if (value === null || typeof value !== 'object' || this.chance(0.1)) return this.one_of(wrong_values)
        const keys = Object.keys(value)
        if (Array.isArray(value)) {
            const index = this.below(Math.max(1, keys.length))
            return [...value.slice(0, index), this.broken(value[index] ?? null), ...value.slice(index + 1)]
        }
        if (keys.length === 0 || this.chance(0.15)) return { ...value, [this.one_of(['nonsense', 'id', 'role', 'status', 'constructor', ''])]: this.one_of(wrong_values) }
        const key = this.one_of(keys)
        if (this.chance(0.2)) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
        return { ...value, [key]: this.broken(value[key]) }
    }
}
