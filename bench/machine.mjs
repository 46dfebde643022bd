// Where and when the figures were taken.
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { run } from './commands.mjs'
import { options, root } from './options.mjs'

export async function machine() {
    const git = (...args) =>
        run('git', ['-C', root, ...args]).then(
            (text) => text.trim(),
            () => 'unknown',
        )
    return {
        cpu: cpus()[0].model,
        cores: cpus().length,
        memory_gb: Math.round(totalmem() / 2 ** 30),
        kernel: release(),
        load_before: loadavg()[0],
        system: /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1],
        postgresql: (await run('/usr/lib/postgresql/15/bin/postgres', ['--version'])).trim(),
        venera: (await run(options.binary, ['version'])).trim(),
        commit: await git('rev-parse', 'HEAD'),
        changed_files: (await git('status', '--short')).split('\n').filter(Boolean).length,
        date: new Date().toISOString(),
        command: `node bench/run.mjs ${process.argv.slice(2).join(' ')}`.trim(),
    }
}
