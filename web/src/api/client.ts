// Calls of the API over the types of the contract (schema.d.ts, written by tools/types.mjs): what an operation takes and answers is
// checked by the compiler. Every refusal is a Problem, every call that did not arrive an Unreachable, within 15 s of its sending.

import type { components, paths } from './schema'
import { session } from './session'

export type Schemas = components['schemas']
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
// biome-ignore lint/suspicious/noExplicitAny: a pattern of types has no narrower bound
type Any = any
type PathsWith<M extends Method> = {
    [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never
}[keyof paths]
type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never
type Given<O, K extends 'path' | 'query'> = O extends { parameters: { [N in K]?: infer T } }
    ? Exclude<T, undefined>
    : never
type Body<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never
type Success<O> = O extends { responses: infer R } ? R[keyof R] : never
export type Answer<P extends keyof paths, M extends Method> =
    Success<Operation<P, M>> extends infer S
        ? S extends { content: { 'application/json': infer T } }
            ? T
            : undefined
        : never

interface Wish<O> {
    path?: Given<O, 'path'>
    query?: Given<O, 'query'>
    body?: Body<O>
    key?: string // of idempotency: one per form, so that a repeated click or a lost answer does nothing twice
    version?: number // that was read: refused with 412 if somebody changed the thing since
    headers?: Record<string, string>
    signal?: AbortSignal
}

export interface InputError {
    pointer?: string
    parameter?: string
    code: string
    detail: string
}

export class Problem extends Error {
    constructor(
        readonly status: number,
        readonly body: Record<string, Any>,
        readonly retry_after?: number,
    ) {
        super(body.detail ?? body.title ?? String(status))
    }
    get code(): string {
        return this.body.code ?? 'internal_error'
    }
    get errors(): InputError[] {
        return this.body.errors ?? []
    }
}

// Nobody answered in time: nothing is known of what became of the call.
export class Unreachable extends Error {}

const patience_ms = 15_000
let skew_ms = 0

// Milliseconds since 1970 by the server's clock: countdowns are right where the browser's is wrong.
export const server_now = () => Date.now() + skew_ms

function address(path: string, wish: Wish<Any>): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent((wish.path as Any)?.[name]))
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(wish.query ?? {}))
        if (value !== undefined && value !== null && value !== '') query.append(name, String(value))
    return `/api/v1${filled}${query.size ? `?${query}` : ''}`
}

// Takes the server's clock from an answer that came at `at` by the browser's.
function heard(answer: Response, at = Date.now()): Response {
    const date = Date.parse(answer.headers.get('Date') ?? '')
    if (date) skew_ms = Math.abs(date - at) > 2_000 ? date - at : 0
    return answer
}

// What was asked for before the application came (early_office.ts), once.
function taken_early(method: Method, url: string) {
    const answers = window.venera_answers
    const answer = method === 'get' ? answers?.get(url) : undefined
    answers?.delete(url)
    return answer
}

async function send(
    method: Method,
    path: string,
    wish: Wish<Any>,
    token: string | undefined,
): Promise<Response> {
    const headers: Record<string, string> = {
        'Accept-Language': document.documentElement.lang,
        ...wish.headers,
    }
    if (token) headers.Authorization = `Bearer ${token}`
    if (wish.key) headers['Idempotency-Key'] = wish.key
    if (wish.version !== undefined) headers['If-Match'] = `"${wish.version}"`
    if (wish.body !== undefined) headers['Content-Type'] = 'application/json'
    const url = address(path, wish)
    const early = await taken_early(method, url)
    if (early) return heard(early.answer, early.at)
    const patience = AbortSignal.timeout(patience_ms)
    try {
        const answer = await fetch(url, {
            method: method.toUpperCase(),
            headers,
            body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
            signal: wish.signal ? AbortSignal.any([wish.signal, patience]) : patience,
        })
        return heard(answer)
    } catch (error) {
        if (wish.signal?.aborted) throw error
        throw new Unreachable()
    }
}

// Throws: Problem, Unreachable, and what `signal` says. What found no room in time (503) is sent again when the server wishes, twice at
// most, if it only reads, or has a key with which nothing is done twice.
async function request(method: Method, path: string, wish: Wish<Any>, more = 2): Promise<Response> {
    const token = await session.token()
    let answer = await send(method, path, wish, token)
    // It ran out all the same, or its session ended: it is exchanged once, for all calls that wait at the same time.
    if (answer.status === 401 && token && (await session.renew()))
        answer = await send(method, path, wish, await session.token())
    if (answer.ok) return answer
    const body = await answer.json().catch(() => ({}))
    const pause = Number(answer.headers.get('Retry-After')) || undefined
    if (more && pause && body.code === 'unavailable' && (method === 'get' || wish.key)) {
        await new Promise((resolve) => setTimeout(resolve, pause * 1_000))
        return request(method, path, wish, more - 1)
    }
    throw new Problem(answer.status, body, pause)
}

function caller<M extends Method>(method: M) {
    return async <P extends PathsWith<M>>(
        path: P,
        wish: Wish<Operation<P, M>> = {},
    ): Promise<Answer<P, M>> => {
        const answer = await request(method, path, wish)
        const is_empty = !/json/.test(answer.headers.get('Content-Type') ?? '')
        return (is_empty ? undefined : await answer.json()) as Answer<P, M>
    }
}

export const api = {
    get: caller('get'),
    post: caller('post'),
    put: caller('put'),
    patch: caller('patch'),
    delete: caller('delete'),
    // What is not JSON, with its headers.
    response: <P extends PathsWith<'get'>>(path: P, wish: Wish<Operation<P, 'get'>> = {}) =>
        request('get', path, wish),
    // A file of the API, as the browser is to save it.
    file: async <P extends PathsWith<'get'>>(path: P, wish: Wish<Operation<P, 'get'>> = {}) =>
        (await request('get', path, wish)).blob(),
}
