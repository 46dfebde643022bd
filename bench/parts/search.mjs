// Part b: search and a doctor's 31 days over HTTP at 32 connections, beside GET /health of the same server in the same round;
// then how long single answers take while the load generator has a core of its own.
import { availableParallelism } from 'node:os'
import { load } from '../load.mjs'
import { options } from '../options.mjs'
import { Questions } from '../questions.mjs'
import { median, rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const connections = 32

export async function measure() {
    const venera = await (await shared_world(options.world)).start()
    const questions = await Questions.of(venera)
    const asked = {
        'search, limit=3': questions.search('&limit=3'),
        search: questions.search(),
        'search, city, price, rating, language': questions.filtered(),
        'search, part_of_day=evening, mode=video': questions.search('&part_of_day=evening&mode=video'),
        'search, duration_minutes=50 (staff)': questions.search('&duration_minutes=50'),
        'availability, days=31': questions.doctors.map((id) => questions.availability(id)),
    }
    const runs = { health: () => load(venera, ['GET /health'], { connections }) }
    for (const [name, paths] of Object.entries(asked)) {
        runs[name] = async () =>
            load(venera, questions.lines(paths), {
                connections,
                token: name.includes('staff') ? await venera.staff_token() : '-',
            })
    }
    const results = await rounds(runs)
    await venera.restart({ VENERA_HTTP__THREADS: String(Math.max(1, availableParallelism() - 1)) })
    const waits = await rounds(runs)
    await venera.stop()
    const spread = (list) => `p99 = ${median(list.map((one) => one.p99_ms / one.p50_ms)).toPrecision(2)} x p50`
    const size = (list) => `${Math.round(list[0].bytes / list[0].requests).toLocaleString('en-US')} bytes each`
    return [
        row('b', `GET /health, ${options.world.toLocaleString('en-US')} doctors`, results.health),
        ...Object.keys(asked).map((name) =>
            row('b', name, results[name], { name: 'GET /health', results: results.health }, { note: size(results[name]) }),
        ),
        ...Object.keys(runs).map((name) => row('b', `${name}, a core left free`, waits[name], undefined, { note: spread(waits[name]) })),
    ]
}
