// HTTP load by wrk: the rate, the latency and what was refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at_end } from './cleaning.mjs'
import { run } from './commands.mjs'
import { options, root } from './options.mjs'

const folder = mkdtempSync(join(tmpdir(), 'venera-load-'))
at_end(() => rmSync(folder, { recursive: true, force: true }))

export const line = (method, path, body) => (body === undefined ? `${method} ${path}` : `${method} ${path} ${JSON.stringify(body)}`)

// Fewer answers than this for each connection say little: what is under way when the time is over does not count.
const least_answers = 10
const longest_seconds = 60

async function wrk(server, lines, { connections, token, once, statuses, seconds }) {
    const file = join(folder, 'lines')
    writeFileSync(file, `${lines.join('\n')}\n`)
    const cpu_before = server.cpu_seconds?.()
    const database_before = server.database_cpu_seconds?.()
    const script = join(root, 'bench', 'load.lua')
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', '--latency', '-s', script]
    const words = [file, token, once ? 'once' : 'cycle', statuses ? 'statuses' : '-']
    const text = await run('wrk', [...args, server.base, '--', ...words])
    const result = JSON.parse(/^RESULT (.*)$/m.exec(text)[1])
    server.shorten_log?.()
    if (result.broken) throw new Error(`${server.base}: ${result.broken} connections failed, as with ${lines[0]}`)
    const cpu_us = cpu_before === undefined ? undefined : ((server.cpu_seconds() - cpu_before) / result.requests) * 1e6
    const database_us =
        database_before === undefined ? undefined : ((server.database_cpu_seconds() - database_before) / result.requests) * 1e6
    return { rate: result.requests / result.seconds, cpu_us, database_us, ...result }
}

// `once`: each line is sent at most once and the run ends with the last one. `statuses`: count the answers by status. A server
// that is too slow for the time is measured again for longer.
export async function load(server, lines, { connections, token = '-', once = false, statuses = false }) {
    const asked = options.connections ?? connections
    let left = lines
    for (let seconds = options.seconds; ; seconds = Math.min(seconds * 4, longest_seconds)) {
        const result = await wrk(server, left, { connections: asked, token, once, statuses, seconds })
        const is_over = once && result.seconds < seconds * 0.95
        if (result.requests >= least_answers * asked || is_over || seconds >= longest_seconds) {
            if (result.requests === 0) throw new Error(`${server.base}: no answer within ${seconds} s, as with ${lines[0]}`)
            return result
        }
        if (once) left = left.slice(result.requests + asked)
    }
}
