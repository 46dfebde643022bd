// The same work in the plain style of other stacks, on the very database that Venera runs on. See peers/.
import { existsSync, openSync, closeSync, readFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at_end } from './cleaning.mjs'
import { cpu_seconds, end, keep, run, until } from './commands.mjs'
import { root } from './options.mjs'

const folder = join(root, 'bench', 'peers')
const logs = mkdtempSync(join(tmpdir(), 'venera-peers-'))
at_end(() => rmSync(logs, { recursive: true, force: true }))

async function free_port() {
    const server = createServer()
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address()
    await new Promise((resolve) => server.close(resolve))
    return port
}

const children_of = (pid) =>
    readdirSync(`/proc/${pid}/task`).flatMap((task) =>
        readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )

const family_of = (pid) => [pid, ...children_of(pid).flatMap(family_of)]

class Peer {
    constructor(name, title) {
        this.name = name
        this.title = title
    }

    async start(venera) {
        const port = await free_port()
        const log = join(logs, `${this.name}.log`)
        const out = openSync(log, 'w')
        const { command, args, cwd } = this.command(port)
        const env = { ...process.env, ...(await venera.environment()), PORT: String(port), NODE_ENV: 'production' }
        this.child = keep(command, args, { cwd, env, stdio: ['ignore', out, out] })
        closeSync(out)
        this.base = `http://127.0.0.1:${port}`
        const alive = () =>
            fetch(`${this.base}/health`).then(
                (answer) => answer.ok,
                () => false,
            )
        await until(this.title, alive, { child: this.child }).catch((error) => {
            throw new Error(`${error.message}\n${readFileSync(log, 'utf8').slice(-2000)}`)
        })
        return this
    }

    cpu_seconds() {
        return family_of(this.child.pid).reduce((sum, pid) => sum + cpu_seconds(pid), 0)
    }

    async stop() {
        await end(this.child)
    }
}

class Fastify extends Peer {
    constructor() {
        super('fastify', 'Fastify + pg')
    }

    async prepare() {
        const cwd = join(folder, 'fastify')
        if (!existsSync(join(cwd, 'node_modules'))) await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd })
    }

    command() {
        return { command: process.execPath, args: ['server.mjs'], cwd: join(folder, 'fastify') }
    }
}

class FastApi extends Peer {
    constructor() {
        super('fastapi', 'FastAPI + asyncpg')
    }

    async prepare() {
        await run('/usr/bin/python3', ['-c', 'import fastapi, asyncpg, uvicorn']).catch(() => {
            throw new Error('FastAPI is missing: apt-get install python3-fastapi python3-asyncpg uvicorn python3-uvloop python3-httptools')
        })
    }

    command(port) {
        const args = ['-B', '-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', String(port), '--workers', '2', '--no-access-log']
        return { command: '/usr/bin/python3', args, cwd: join(folder, 'fastapi') }
    }
}

// The peers, running. Both have two processes, for two cores, and ten connections in each.
export async function start_peers(venera) {
    const peers = [new Fastify(), new FastApi()]
    for (const peer of peers) {
        await peer.prepare()
        await peer.start(venera)
    }
    return peers
}

export async function stop_peers(peers) {
    for (const peer of peers) await peer.stop()
}

export async function prepare_sql(venera) {
    await venera.execute_file(join(folder, 'sql', 'search.sql'))
    await venera.execute(`
        drop table if exists bench.specialties;
        create table bench.specialties as
            select row_number() over (order by code)::int as n, code from directory.specialties where retired_at is null;
        alter table bench.specialties add primary key (n)`)
}
