// The contract, read as a test reads it: every operation with its parameters, bodies and answers, and values made from
// its schemas.
// Of output: instants are UTC and whole seconds, ids lower-case.
const forms = {
    'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text)),
    date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
    uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
}

export class Contract {
    constructor(document) {
        this.document = document
        this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
            Object.entries(methods)
                .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
                .map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation, parameters: [...(methods.parameters ?? []), ...(operation.parameters ?? [])] })),
        )
    }

    static async of(server) {
        return new Contract(await (await fetch(`${server.base}/openapi.json`)).json())
    }

    resolve(schema) {
        if (!schema) return {}
        if (schema.$ref) return this.resolve(this.document.components.schemas[schema.$ref.split('/').at(-1)])
        const options = schema.anyOf ?? schema.oneOf
        if (options) return this.resolve(options.find((option) => option.type !== 'null'))
        return schema
    }

    type(schema) {
        const { type } = this.resolve(schema)
        return Array.isArray(type) ? type.find((name) => name !== 'null') : type
    }

    body(operation) {
        const schema = operation.requestBody?.content?.['application/json']?.schema
        return schema && this.resolve(schema)
    }

    // What the contract says of an answer with this status, references followed; undefined if it says nothing.
    response(operation, status) {
        const found = operation.responses[status]
        return found?.$ref ? this.document.components.responses[found.$ref.split('/').at(-1)] : found
    }

    // Everything in which an answer {status, headers, text, json} breaks the contract of `operation`, as texts.
    breaches(operation, answer) {
        const declared = this.response(operation, answer.status)
        if (!declared) return [`the status ${answer.status} ${answer.json?.code ?? ''} is not in the contract`]
        const type = (answer.headers.get('content-type') ?? '').split(';')[0]
        if (!declared.content) return answer.text === '' && type === '' ? [] : [`${answer.status} has a body of ${type}`]
        if (!(type in declared.content)) return [`${answer.status} is ${type}, not ${Object.keys(declared.content)}`]
        const problems = /[/+]json$/.test(type) ? this.mismatches(declared.content[type].schema, answer.json) : []
        if (type !== 'application/problem+json') return problems.concat(answer.status >= 400 ? ['not a problem'] : [])
        const { status, code, type: address, request_id, errors } = answer.json
        if (!declared['x-codes']?.includes(code)) problems.push(`the code ${code} of ${answer.status} is not in the contract`)
        if (status !== answer.status || address !== `/problems/${code}`) problems.push(`status or type: ${status} ${address}`)
        if (request_id !== answer.headers.get('x-request-id')) problems.push('another request_id')
        if (code === 'invalid_input' && !errors?.length) problems.push('no errors')
        for (const error of errors ?? []) if (('pointer' in error) === ('parameter' in error)) problems.push(`no place: ${error.code}`)
        return problems
    }

    // A value that the schema allows; `seeds` maps member names to values that exist ("doctor_id": "...").
    example(schema, seeds = {}, name = '') {
        const known = this.resolve(schema)
        if (name in seeds) return seeds[name]
        if (known.example !== undefined) return known.example
        if (known.const !== undefined) return known.const
        if (known.enum) return known.enum[0]
        switch (this.type(schema)) {
            case 'object': {
                const value = {}
                for (const [member, inner] of Object.entries(known.properties ?? {}))
                    if ((known.required ?? []).includes(member)) value[member] = this.example(inner, seeds, member)
                return value
            }
            case 'array':
                return [this.example(known.items, seeds, name)]
            case 'integer':
            case 'number':
                return known.minimum ?? 1
            case 'boolean':
                return true
            default:
                if (known.format === 'uuid') return '0192d9b0-0000-7000-8000-00000000beef'
                if (known.format === 'date') return '2027-03-01'
                if (known.format === 'date-time') return '2027-03-01T15:00:00Z'
                if (known.format === 'email') return 'somebody@example.org'
                if (known.format === 'uri') return 'https://example.invalid/x'
                if (known.format === 'password') return 'a long enough secret'
                return 'abc'.padEnd(known.minLength ?? 3, 'x')
        }
    }

    // Whether `value` has the form that `schema` promises; the problems as texts.
    mismatches(schema, value, at = '') {
        if (schema?.$ref) return this.mismatches(this.document.components.schemas[schema.$ref.split('/').at(-1)], value, at)
        const options = schema?.anyOf ?? schema?.oneOf
        if (options) {
            const tries = options.map((option) => this.mismatches(option, value, at))
            return tries.find((list) => list.length === 0) ?? tries[0]
        }
        if (schema?.allOf) return schema.allOf.flatMap((part) => this.mismatches(part, value, at))
        if (!schema || schema.type === undefined) return []
        const types = Array.isArray(schema.type) ? schema.type : [schema.type]
        const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
        if (!types.includes(actual) && !(actual === 'integer' && types.includes('number'))) return [`${at}: ${actual} is not ${types}`]
        if (actual === 'array') return value.flatMap((item, index) => this.mismatches(schema.items, item, `${at}/${index}`))
        if (schema.enum && actual !== 'null' && !schema.enum.includes(value)) return [`${at}: ${value} is not in the list`]
        if (schema.pattern && actual === 'string' && !new RegExp(schema.pattern, 'u').test(value)) return [`${at}: ${value} does not match ${schema.pattern}`]
        if (actual === 'string' && schema.format in forms && !forms[schema.format](value)) return [`${at}: ${value} is no ${schema.format}`]
        if (typeof value === 'number' && (value < schema.minimum || value > schema.maximum)) return [`${at}: ${value} is out of range`]
        if (actual !== 'object') return []
        const problems = (schema.required ?? []).filter((member) => !(member in value)).map((member) => `${at}/${member} is missing`)
        for (const [member, inner] of Object.entries(value)) {
            if (schema.properties?.[member]) problems.push(...this.mismatches(schema.properties[member], inner, `${at}/${member}`))
            else if (schema.additionalProperties === false) problems.push(`${at}/${member} is not in the contract`)
        }
        return problems
    }
}

export const hostile_texts = [
    `'; drop table identity.users; --`, `" or 1=1`, '<script>alert(1)</script>', '{{7*7}}${7*7}<%= 7 %>', '%s%n%x', '=cmd|calc', '+1+1', '@SUM(1)',
    'مرحبا بالعالم', '‮evil', '😀👩‍⚕️', 'a\u0301e\u0301', '../../etc/passwd', '$(reboot)', 'ÿþ', 'İstanbul', '﷽', 'x'.repeat(499),
]
