// The system calls of a process while a test runs, by strace (as root): what it opens, where it connects, when it syncs.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class Trace {
    // Resolves once every thread of `pid` is watched; `calls` as strace's `-e trace=`.
    static async of(pid, calls) {
        const trace = new Trace()
        trace.folder = mkdtempSync(join(tmpdir(), 'venera-strace-'))
        const [command, ...first] = process.getuid() === 0 ? ['strace'] : ['sudo', '-n', 'strace']
        trace.child = spawn(command, [...first, '-f', '-p', String(pid), '-e', `trace=${calls}`, '-s', '400', '-o', join(trace.folder, 'calls')], {
            stdio: ['ignore', 'ignore', 'pipe'],
        })
        await new Promise((resolve, reject) => {
            let said = ''
            trace.child.stderr.on('data', (chunk) => /attached/.test((said += chunk)) && resolve())
            trace.child.once('error', reject)
            trace.child.once('exit', () => reject(new Error(`strace: ${said}`)))
        })
        return trace
    }

    // The calls as lines.
    async end() {
        const ended = new Promise((resolve) => this.child.once('exit', resolve))
        this.child.kill('SIGINT')
        await ended
        const lines = readFileSync(join(this.folder, 'calls'), 'utf8').split('\n').filter(Boolean)
        rmSync(this.folder, { recursive: true, force: true })
        return lines
    }
}
