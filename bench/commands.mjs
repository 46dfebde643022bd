// Other programs: run to their end, or kept beside the suite until it ends.
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { at_end } from './cleaning.mjs'

const execute = promisify(execFile)

// The standard output. Throws with the end of both outputs if the program fails.
export async function run(command, args, options = {}) {
    const execution = execute(command, args, { maxBuffer: 256 << 20, ...options })
    const forget = at_end(() => end(watched(execution.child)))
    try {
        return (await execution).stdout
    } catch (error) {
        const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-3000)
        throw new Error(`${command} ${args.join(' ').slice(0, 300)}: ${said || error.message}`)
    } finally {
        forget()
    }
}

// `ended` resolves when the child has.
function watched(child) {
    child.ended ??= new Promise((resolve) => {
        child.once('exit', (code, signal) => resolve(code ?? signal))
        child.once('error', (error) => resolve(error.message))
    })
    return child
}

// Starts a program whose end is part of the suite's end.
export function keep(command, args, options) {
    const child = watched(spawn(command, args, options))
    at_end(() => end(child))
    return child
}

export async function end(child) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
    await child.ended
    clearTimeout(timer)
}

export async function until(what, check, { child, timeout_ms = 60_000 } = {}) {
    const deadline = Date.now() + timeout_ms
    for (;;) {
        const found = await check()
        if (found) return found
        if (child && (child.exitCode !== null || child.signalCode !== null)) throw new Error(`${what}: ended before it was ready`)
        if (Date.now() > deadline) throw new Error(`${what}: not ready in ${timeout_ms / 1000} s`)
        await new Promise((resolve) => setTimeout(resolve, 20))
    }
}

// CPU seconds of a process and of the children that it has waited for.
export function cpu_seconds(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
}

// The same of a process and its children that live.
export function tree_cpu_seconds(pid) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return [pid, ...children.map(Number)].reduce((sum, one) => sum + cpu_seconds(one), 0)
}

// The most that a process has had; 0 once it has ended.
export function peak_bytes(pid) {
    try {
        return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
        return 0
    }
}

export function memory_bytes(pid) {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024
}
