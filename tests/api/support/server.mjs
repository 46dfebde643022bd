// A Venera of one's own for a test file: the real binary on a free port, its own embedded PostgreSQL under a temporary
// folder, and direct SQL for looking behind the API. Everything ends with the test file.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { install } from './installation.mjs'

const run = promisify(execFile)
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
export const binary = process.env.VENERA_BINARY ?? join(root, 'build', 'release', 'venera')
export const password = 'venera-demo-passphrase'

const psql = '/usr/lib/postgresql/15/bin/psql'

// What PostgreSQL must never have to say of a server that works as designed.
const alarms = ['deadlock detected', 'could not serialize', 'PANIC', 'syntax error']

export class Server {
    // `beside`: another server whose data directory, and so whose keys, this one shares. `kills_postgres`: the test kills
    // PostgreSQL, whose log may then say PANIC. `first`: what a first start does is a part of the test.
    constructor({ args = [], env = {}, demo = true, clock = true, kills_postgres = false, first = false, beside, folder = mkdtempSync(join(tmpdir(), 'venera-api-')) } = {}) {
        Object.assign(this, { beside, demo, first })
        this.alarms = alarms.filter((alarm) => !(kills_postgres && alarm === 'PANIC'))
        this.data = beside?.data ?? folder
        chmodSync(this.data, 0o755)
        this.args = ['--listen', '127.0.0.1:0', ...(demo ? ['--demo'] : []), ...(clock ? ['--test-clock'] : []), ...args]
        this.env = env
        this.output = ''
        Object.assign(this, { kills_postgres, calls: 0, repeated: 0 })
    }

    // Starts (again, on the same data) and resolves when the server says that it is ready.
    async start({ timeout_ms = 60_000 } = {}) {
        if (!this.first && !existsSync(join(this.data, 'venera'))) await install(join(this.data, 'venera'), this.pattern())
        this.exited = undefined
        this.child = spawn(binary, ['serve', '--data', join(this.data, 'venera'), ...this.args], {
            env: { ...process.env, ...this.env },
            stdio: ['ignore', 'pipe', 'pipe'],
        })
        this.base = await new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`not ready in time:\n${this.output}`)), timeout_ms)
            let line = ''
            const read = (chunk) => {
                this.output = (this.output + chunk).slice(-200_000)
                line = (line + chunk).slice(-4_000)
                const ready = /venera is ready on (https?:\/\/[^\s"]+)/.exec(line)
                if (ready) {
                    clearTimeout(timer)
                    resolve(ready[1])
                }
            }
            this.child.stdout.on('data', read)
            this.child.stderr.on('data', read)
            this.child.on('exit', (code, signal) => {
                this.exited = { code, signal }
                clearTimeout(timer)
                reject(new Error(`ended with ${code ?? signal}:\n${this.output}`))
            })
        })
        return this
    }

    pattern() {
        const first_start = async (folder) => {
            const server = new Server({ demo: this.demo, first: true, folder })
            await server.start()
            await server.stop()
        }
        return { binary, kind: this.demo ? 'demo' : 'bare', first_start }
    }

    get port() {
        return Number(new URL(this.base).port)
    }

    async stop(signal = 'SIGTERM') {
        if (!this.child || this.exited) return this.exited
        const ended = new Promise((resolve) => this.child.once('exit', (code, sig) => resolve({ code, signal: sig })))
        this.child.kill(signal)
        return ended
    }

    // The lines of PostgreSQL's log that tell of a defect, each with those around it; what a first start writes before its
    // log included.
    alarming_lines() {
        const folder = join(this.data, 'venera', 'postgres')
        const logs = existsSync(join(folder, 'log')) ? readdirSync(join(folder, 'log')).map((name) => join(folder, 'log', name)) : []
        return [join(folder, 'start.log'), ...logs]
            .filter((path) => existsSync(path))
            .flatMap((path) => {
                const lines = readFileSync(path, 'utf8').split('\n')
                const found = lines.findIndex((line) => this.alarms.some((alarm) => line.includes(alarm)))
                return found < 0 ? [] : lines.slice(Math.max(0, found - 10), found + 20)
            })
    }

    // Stops and removes everything; then throws if PostgreSQL's log tells of a defect. The embedded PostgreSQL of a
    // killed server is ended too.
    async close() {
        await this.stop()
        if (this.repeated) console.log(`# ${this.repeated} of ${this.calls} calls were repeated after 503`)
        const is_much = !this.kills_postgres && this.repeated > 10 + this.calls / 50
        if (is_much) console.error(this.output.slice(-5_000))
        if (this.beside) return assert.ok(!is_much, 'a server that so often finds no room')
        this.kill_postgres('SIGQUIT')
        const found = this.alarming_lines()
        rmSync(this.data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
        assert.ok(!is_much, 'a server that so often finds no room')
        if (found.length) throw new Error(`the log of PostgreSQL tells of a defect:\n${found.join('\n')}`)
    }

    // The embedded PostgreSQL, as its file of the process says; undefined while there is none, or its file is being written: of half a
    // file the process would be 0, which is everybody who belongs to this test.
    postmaster() {
        const file = join(this.data, 'venera', 'postgres', 'cluster', 'postmaster.pid')
        const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
        const pid = lines.length > 1 ? Number(lines[0]) : 0
        return pid > 0 ? { pid, accepts: lines[7]?.trim() === 'ready' } : undefined
    }

    // Whether there was one to kill.
    kill_postgres(signal = 'SIGKILL') {
        try {
            return process.kill(this.postmaster().pid, signal)
        } catch {
            return false
        }
    }

    // Runs a subcommand beside the server: await server.command('database-url').
    async command(...args) {
        const { stdout } = await run(binary, [...args, '--data', join(this.data, 'venera')], { env: { ...process.env, ...this.env } })
        return stdout.trim()
    }

    // The rows of a query as objects. `sql` must be a select (or have a returning clause under `with`).
    async sql(text) {
        this.url ??= await this.command('database-url')
        const { stdout } = await run(psql, ['-XAtq', '-v', 'ON_ERROR_STOP=1', this.url, '-c', `select coalesce(json_agg(q), '[]') from (${text}) q`], { maxBuffer: 64 << 20 })
        return JSON.parse(stdout)
    }

    async execute(text) {
        this.url ??= await this.command('database-url')
        await run(psql, ['-XAtq', '-v', 'ON_ERROR_STOP=1', this.url, '-c', text])
    }

    client() {
        return new Client(this)
    }

    // A client signed in as one of the demo accounts: admin, staff, doctor, patient.
    async as(name) {
        const client = this.client()
        await client.sign_in(`${name}@venera.example`, password)
        return client
    }

    // A new patient, signed in.
    async patient(fields = {}) {
        const client = this.client()
        await client.register(fields)
        return client
    }

    async advance(seconds) {
        const answer = await this.client().post('/test/clock', { advance_seconds: seconds })
        if (answer.status !== 200) throw new Error(`clock: ${answer.status} ${answer.text}`)
    }
}

let counter = 0
export function unique_email() {
    return `person-${process.pid}-${Date.now().toString(36)}-${++counter}@example.org`
}

export class Client {
    constructor(server) {
        this.server = server
        this.cookies = new Map()
    }

    // Paths begin at /api/v1 unless they start with "//" (then at the root). As an application would, this renews an access token
    // that ran out (tests move the clock), and repeats what was answered 503 because it found no room in time and has not changed
    // anything. `once`: the test is about such answers.
    async request(method, path, options = {}) {
        for (let more = options.once ? 0 : 4; ; --more) {
            const answer = await this.renewed(method, path, options)
            if (more === 0 || answer.code !== 'unavailable' || answer.json.outcome === 'unknown') return answer
            ++this.server.repeated
            await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after'))))
        }
    }

    async renewed(method, path, options) {
        const answer = await this.send(method, path, options)
        if (answer.status !== 401 || !this.token || this.cookies.size === 0 || options.headers?.authorization !== undefined) return answer
        if (!(await this.refresh())) return answer
        return this.send(method, path, options)
    }

    async refresh() {
        const renewed = await this.send('POST', '/auth/refresh', { headers: { authorization: undefined } })
        if (renewed.status !== 200) return false
        this.remember(renewed.json)
        return true
    }

    async send(method, path, { body, headers = {}, raw } = {}) {
        ++this.server.calls
        const url = this.server.base + (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`)
        const sent = { ...headers }
        if (this.token && !('authorization' in sent)) sent.authorization = `Bearer ${this.token}`
        if (sent.authorization === undefined) delete sent.authorization
        if (this.cookies.size && !('cookie' in sent)) sent.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        if (this.key && !('x-api-key' in sent)) sent['x-api-key'] = this.key
        if (body !== undefined && !('content-type' in sent)) sent['content-type'] = 'application/json'
        const answer = await fetch(url, {
            method,
            headers: sent,
            body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
            redirect: 'manual',
            signal: AbortSignal.timeout(30_000),
        })
        for (const line of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
            if (/max-age=0/i.test(line) || value === '') this.cookies.delete(name)
            else this.cookies.set(name, value)
        }
        // A stream of events has no end: here only whether it begins matters (support/events.mjs reads them).
        const is_stream = answer.headers.get('content-type') === 'text/event-stream'
        const text = is_stream ? '' : await answer.text()
        if (is_stream) await answer.body.cancel()
        let json
        if (/[/+]json\b/.test(answer.headers.get('content-type') ?? '')) json = JSON.parse(text)
        return { status: answer.status, headers: answer.headers, text, json, code: json?.code }
    }
    get(path, options) {
        return this.request('GET', path, options)
    }
    post(path, body, options) {
        return this.request('POST', path, { body, ...options })
    }
    put(path, body, options) {
        return this.request('PUT', path, { body, ...options })
    }
    patch(path, body, options) {
        return this.request('PATCH', path, { body, ...options })
    }
    delete(path, options) {
        return this.request('DELETE', path, options)
    }

    async register(fields = {}) {
        const body = { email: unique_email(), password: 'correct horse battery', first_name: 'Ana', last_name: 'Quispe', ...fields }
        const answer = await this.post('/auth/register', body)
        if (answer.status !== 201) throw new Error(`register: ${answer.status} ${answer.text}`)
        this.remember(answer.json)
        this.email = body.email
        return answer.json
    }

    async sign_in(email, secret) {
        // A token of before may have ended.
        const answer = await this.post('/auth/login', { email, password: secret }, { headers: { authorization: undefined } })
        if (answer.status !== 200) throw new Error(`login: ${answer.status} ${answer.text}`)
        this.remember(answer.json)
        this.email = email
        return answer.json
    }

    remember(session) {
        this.token = session.access_token
        this.user = session.user
        this.patient = session.patient
    }

    // The free slots of a doctor, earliest first.
    async free_slots(doctor_id, query = 'days=14') {
        const answer = await this.get(`/doctors/${doctor_id}/availability?${query}`)
        if (answer.status !== 200) throw new Error(`availability: ${answer.status} ${answer.text}`)
        return answer.json.days.flatMap((day) => day.slots)
    }

    // A visit of the doctor at the latest five-minute mark that is free, or at one some minutes ahead, as the desk writes one
    // down that nobody booked: whatever the hour of the day and the calendar.
    async walk_in(doctor_id, patient_id, { ahead_minutes = 0 } = {}) {
        const mark = 300_000
        const now = Date.parse((await this.get('//health')).json.timestamp)
        const wish = { doctor_id, patient_id, duration_minutes: 5, override: ['closed', 'break', 'exception', 'off_grid', 'notice', 'daily_cap', 'buffer'], override_reason: 'Nobody booked it' }
        for (let start = Math.floor((now + ahead_minutes * 60_000) / mark) * mark; ; start -= mark) {
            const answer = await this.post('/appointments', { ...wish, start: new Date(start).toISOString() })
            if (answer.status === 201) return answer.json
            if (answer.status !== 409) throw new Error(`walk-in: ${answer.status} ${answer.text}`)
        }
    }

    // Some doctor with free times and those times, far enough ahead that patients may still move and cancel, and far enough from
    // each other that no buffer lets one exclude its neighbour.
    async doctor_with_times(query = '') {
        const from = new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)
        const answer = await this.get(`/availability?limit=20&from=${from}${query}`)
        if (answer.status !== 200) throw new Error(`search: ${answer.status} ${answer.text}`)
        let best = { slots: [] }
        for (const { doctor } of answer.json.data) {
            const slots = apart(await this.free_slots(doctor.id, `from=${from}&days=14`), 30)
            if (slots.length > best.slots.length) best = { doctor, slots }
            if (slots.length >= 40) break
        }
        if (best.slots.length >= 8) return best
        throw new Error('no doctor has free times')
    }
}

// The times that begin so many minutes after the end of the one before, or later.
export function apart(slots, minutes) {
    let free_from = 0
    return slots.filter(({ start, end }) => {
        if (Date.parse(start) < free_from) return false
        free_from = Date.parse(end) + minutes * 60_000
        return true
    })
}

export async function venera(options) {
    return new Server(options).start()
}
