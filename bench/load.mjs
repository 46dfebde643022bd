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

// `once`: each line is sent at most once and the run ends with the last one. `statuses`: count the answers by status.
export async function load(server, lines, { connections, token = '-', once = false, statuses = false, seconds = options.seconds }) {
    const file = join(folder, 'lines')
    writeFileSync(file, `${lines.join('\n')}\n`)
    const cpu_before = server.cpu_seconds?.()
    const args = [
        '-t1',
        `-c${options.connections ?? connections}`,
        `-d${seconds}s`,
        '--timeout',
        '30s',
        '--latency',
        '-s',
        join(root, 'bench', 'load.lua'),
    ]
    const text = await run('wrk', [...args, server.base, '--', file, token, once ? 'once' : 'cycle', statuses ? 'statuses' : '-'])
    const result = JSON.parse(/^RESULT (.*)$/m.exec(text)[1])
    server.shorten_log?.()
    const cpu_us = cpu_before === undefined ? undefined : ((server.cpu_seconds() - cpu_before) / result.requests) * 1e6
    if (result.broken) throw new Error(`${server.base}: ${result.broken} connections failed, as with ${lines[0]}`)
    return { rate: result.requests / result.seconds, cpu_us, ...result }
}
