// Part c: what more doctors cost: loading, starting, memory, and the rate of search and availability at 32 connections.
import { load } from '../load.mjs'
import { run } from '../commands.mjs'
import { options } from '../options.mjs'
import { Questions } from '../questions.mjs'
import { rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const connections = 32
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`
const whole = (value) => value.toLocaleString('en-US')

// The lines of the server's log that tell how an index was built, if it says so.
const index_lines = (log) =>
    log
        .split('\n')
        .filter((text) => /"event":"[^"]*index[^"]*"/.test(text))
        .slice(-3)

async function one_size(doctors) {
    const venera = await shared_world(doctors)
    await venera.start()
    const memory_at_start = venera.memory_bytes()
    const [{ future }] = await venera.sql(`
        select count(*) as future from scheduling.appointments
         where starts_at > now() and status in ('held', 'pending', 'booked', 'arrived')`)
    const disk_bytes = Number((await run('du', ['-sb', venera.folder])).split('\t')[0])
    const questions = await Questions.of(venera)
    const results = await rounds({
        health: () => load(venera, ['GET /health'], { connections }),
        search: () => load(venera, questions.lines(questions.search()), { connections }),
        filtered: () => load(venera, questions.lines(questions.filtered()), { connections }),
        availability: () => load(venera, questions.lines(questions.doctors.map((id) => questions.availability(id))), { connections }),
    })
    const facts = {
        doctors,
        future_appointments: future,
        load_seconds: venera.load_seconds,
        start_seconds: venera.start_seconds,
        start_log: index_lines(venera.start_log),
        memory_at_start,
        memory_after: venera.memory_bytes(),
        disk_bytes,
    }
    await venera.stop()
    return { facts, results }
}

function rows_of({ facts, results }, smallest) {
    const more = facts.doctors - smallest.facts.doctors
    const each = more > 0 ? (facts.memory_at_start - smallest.facts.memory_at_start) / more : undefined
    facts.memory_per_doctor = each
    const note = [
        `ready in ${facts.start_seconds.toFixed(1)} s`,
        `${megabytes(facts.memory_at_start)}${each === undefined ? '' : ` (${each.toFixed(0)} bytes a doctor)`}`,
        `${megabytes(facts.memory_after)} after the load`,
        `${whole(facts.future_appointments)} visits ahead`,
        ...(facts.load_seconds ? [`loaded in ${facts.load_seconds.toFixed(0)} s`] : []),
        `${megabytes(facts.disk_bytes)} on disk`,
    ].join(', ')
    const title = `${whole(facts.doctors)} doctors`
    const health = { name: 'GET /health', results: results.health }
    return [
        row('c', `${title}: search`, results.search, health, { note, facts }),
        row('c', `${title}: search with filters`, results.filtered, health),
        row('c', `${title}: availability, days=31`, results.availability, health),
        row('c', `${title}: GET /health`, results.health),
    ]
}

export async function measure() {
    const sizes = []
    for (const doctors of [...options.doctors].sort((a, b) => a - b)) {
        console.error(`part c: ${whole(doctors)} doctors ...`)
        sizes.push(await one_size(doctors))
    }
    return sizes.flatMap((size) => rows_of(size, sizes[0]))
}
