// The reference for everything that PostgreSQL has to do: the same SQL from as many connections by pgbench.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at_end } from './cleaning.mjs'
import { run } from './commands.mjs'
import { options } from './options.mjs'

const program = '/usr/lib/postgresql/15/bin/pgbench'
const folder = mkdtempSync(join(tmpdir(), 'venera-pgbench-'))
at_end(() => rmSync(folder, { recursive: true, force: true }))

// The time of each transaction, in microseconds, from pgbench's log.
function percentiles(prefix) {
    const names = readdirSync(folder).filter((name) => name.startsWith(prefix))
    const times = names
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
        .map((text) => Number(text.split(' ')[2]))
    for (const name of names) rmSync(join(folder, name))
    times.sort((a, b) => a - b)
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] / 1000
    return { p50_ms: at(0.5), p99_ms: at(0.99) }
}

// `transactions`: so many of each client instead of `seconds`. `timed`: with percentiles, which costs a line of a log each.
export async function pgbench(venera, script, { connections, variables = {}, transactions, timed = false, seconds = options.seconds }) {
    const file = join(folder, 'script.sql')
    writeFileSync(file, script)
    const clients = String(options.connections ?? connections)
    const length = transactions ? ['-t', String(transactions)] : ['-T', String(seconds)]
    const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
    const log = timed ? ['-l', '--log-prefix', 'times'] : []
    const args = ['-n', '-M', 'prepared', '-c', clients, '-j', '1', ...length, ...defined, ...log, '-f', file, await venera.url()]
    const text = await run(program, args, { cwd: folder })
    const failed = Number(/number of failed transactions: (\d+)/.exec(text)?.[1] ?? 0)
    if (failed) throw new Error(`pgbench: ${failed} transactions failed`)
    return {
        rate: Number(/tps = ([\d.]+)/.exec(text)[1]),
        requests: Number(/number of transactions actually processed: (\d+)/.exec(text)[1]),
        mean_ms: Number(/latency average = ([\d.]+)/.exec(text)[1]),
        ...(timed ? percentiles('times') : {}),
    }
}
