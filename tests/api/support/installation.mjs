// A data directory as a first start leaves it. Each build makes one a day and tests begin with a copy: initdb, the migrations and
// the demo world cost seconds of a processor, a copy some milliseconds.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const day_ms = 86_400_000

// Puts it at `to`, which must not exist. `first_start` makes one in an empty folder and has stopped when it resolves.
export async function install(to, { binary, kind, first_start }) {
    const day = new Date().toISOString().slice(0, 10)
    const pattern = join(dirname(binary), `.first-start-${kind}-${Math.round(statSync(binary).mtimeMs)}-${day}`)
    if (!existsSync(pattern)) await make(pattern, first_start)
    await run('cp', ['-a', pattern, to])
}

// Several programs may make the same at once: one of them is kept.
async function make(pattern, first_start) {
    const folder = mkdtempSync(join(tmpdir(), 'venera-first-'))
    const own = mkdtempSync(`${pattern}.`)
    try {
        await first_start(folder)
        await run('cp', ['-a', join(folder, 'venera'), own])
        renameSync(join(own, 'venera'), pattern)
    } catch (error) {
        if (!existsSync(pattern)) throw error
    } finally {
        for (const one of [folder, own]) rmSync(one, { recursive: true, force: true })
    }
    remove_old(dirname(pattern))
}

// Those of former builds and days; a test that began before may still copy one.
function remove_old(folder) {
    for (const name of readdirSync(folder).filter((one) => one.startsWith('.first-start-'))) {
        const path = join(folder, name)
        const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Date.now())
        if (age > day_ms) rmSync(path, { recursive: true, force: true })
    }
}
