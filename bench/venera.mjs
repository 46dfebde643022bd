// A Venera with a demo world of its own: the real binary, its embedded PostgreSQL in a folder under /tmp, on a free port of
// loopback. Its log goes to a file, as in production.
import {
    appendFileSync,
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    closeSync,
    readFileSync,
    rmSync,
    truncateSync,
    writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, password } from '../tests/api/support/server.mjs'
import { at_end } from './cleaning.mjs'
import { cpu_seconds, end, keep, memory_bytes, peak_bytes, run, tree_cpu_seconds, until } from './commands.mjs'
import { options } from './options.mjs'

const psql = '/usr/lib/postgresql/15/bin/psql'

export class Venera {
    constructor(folder, binary = options.binary) {
        this.folder = folder
        this.binary = binary
        this.data = join(folder, 'venera')
        this.log = join(folder, 'server.log')
    }

    // Resolves when the server says that it is ready; `start_seconds` is how long that took. `settings`: VENERA_* variables.
    async start(settings = {}) {
        writeFileSync(this.log, '')
        const out = openSync(this.log, 'a')
        const begun = performance.now()
        this.child = keep(this.binary, ['serve', '--data', this.data, '--demo', '--listen', '127.0.0.1:0'], {
            stdio: ['ignore', out, out],
            env: { ...process.env, ...settings },
        })
        closeSync(out)
        const ready = () => /venera is ready on (https?:\/\/[^\s",]+)/.exec(readFileSync(this.log, 'utf8'))?.[1]
        this.base = await until('venera', ready, { child: this.child, timeout_ms: 900_000 })
        this.start_seconds = (performance.now() - begun) / 1000
        this.start_log = readFileSync(this.log, 'utf8')
        return this
    }

    async stop() {
        if (this.child) await end(this.child)
    }

    async restart(settings) {
        await this.stop()
        return this.start(settings)
    }

    // Every request is a line of the log: it must not fill the disk in a long run.
    shorten_log() {
        truncateSync(this.log, 0)
    }

    memory_bytes() {
        return memory_bytes(this.child.pid)
    }

    cpu_seconds() {
        return cpu_seconds(this.child.pid)
    }

    // Of PostgreSQL's processes, which stay as long as their connections.
    database_cpu_seconds() {
        const file = join(this.data, 'postgres', 'cluster', 'postmaster.pid')
        return tree_cpu_seconds(Number(readFileSync(file, 'utf8').split('\n')[0]))
    }

    async url() {
        this.known_url ??= (await run(this.binary, ['database-url', '--data', this.data])).trim()
        return this.known_url
    }

    // The database as the environment variables of libpq, which the peers' drivers read too.
    async environment() {
        const url = await this.url()
        const [, user, secret, database, host] = /^postgresql:\/\/([^:]+):([^@]+)@\/([^?]+)\?host=(.+)$/.exec(url)
        return { PGUSER: user, PGPASSWORD: decodeURIComponent(secret), PGDATABASE: database, PGHOST: decodeURIComponent(host) }
    }

    async execute(text) {
        return run(psql, ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', text, await this.url()])
    }

    async execute_file(path) {
        return run(psql, ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', path, await this.url()])
    }

    async sql(text) {
        return JSON.parse(await this.execute(`select coalesce(json_agg(q), '[]') from (${text}) q`))
    }

    // A fresh access token of somebody of the front desk: they last ten minutes.
    async staff_token() {
        this.staff ??= new Client(this)
        this.staff.base = this.base
        await this.staff.sign_in('staff@venera.example', password)
        return this.staff.token
    }
}

// A program that was killed leaves its PostgreSQL behind.
async function end_postgres(data) {
    const file = join(data, 'postgres', 'cluster', 'postmaster.pid')
    if (!existsSync(file)) return
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    try {
        process.kill(pid, 'SIGINT')
    } catch {
        return
    }
    await until('the end of PostgreSQL', () => !existsSync(`/proc/${pid}`))
}

const folder_for = (name) => {
    if (options.worlds) {
        mkdirSync(options.worlds, { recursive: true })
        chmodSync(options.worlds, 0o755)
        return join(options.worlds, name)
    }
    const folder = mkdtempSync(join(tmpdir(), 'venera-bench-'))
    at_end(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
    return folder
}

// A stopped Venera with the demo world of that size, and how long loading took (undefined if it was loaded before).
export async function load_world(doctors, patients, binary = options.binary) {
    const folder = folder_for(`world-${doctors}-${patients}${binary === options.binary ? '' : '-reference'}`)
    const venera = new Venera(folder, binary)
    at_end(() => end_postgres(venera.data))
    const mark = join(folder, 'loaded')
    if (existsSync(mark)) return venera
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
    const begun = performance.now()
    const loading = keep(binary, ['demo', '--data', venera.data, '--doctors', String(doctors), '--patients', String(patients), '--seed', '1'], {
        stdio: 'ignore',
    })
    venera.load_peak_bytes = 0
    const watch = setInterval(() => (venera.load_peak_bytes = Math.max(venera.load_peak_bytes, peak_bytes(loading.pid))), 200)
    const status = await loading.ended
    clearInterval(watch)
    if (status !== 0) throw new Error(`the demo world of ${doctors} doctors and ${patients} patients was not loaded: ${status}`)
    venera.load_seconds = (performance.now() - begun) / 1000
    appendFileSync(mark, '')
    return venera
}

// The same world for all parts that ask for it in one run.
const shared = new Map()
export async function shared_world(doctors, patients = Math.min(doctors * options.patients_per_doctor, Math.max(doctors, 1_000_000))) {
    const name = `${doctors} ${patients}`
    if (!shared.has(name)) {
        shared.set(name, await load_world(doctors, patients))
        // So that the plans, of Venera and of the peers, rest on statistics.
        const venera = await shared.get(name).start()
        await venera.execute('vacuum analyze')
        await venera.stop()
    }
    return shared.get(name)
}
