// Part e: each kind of request at 32 connections, Venera beside Fastify, FastAPI and a search in SQL alone, after all of them
// have given the same answers.
import { check_agreement, check_sql_agreement } from '../agreement.mjs'
import { Bookable } from '../bookable.mjs'
import { load } from '../load.mjs'
import { options } from '../options.mjs'
import { prepare_sql, start_peers, stop_peers } from '../peers.mjs'
import { pgbench } from '../pgbench.mjs'
import { Questions } from '../questions.mjs'
import { rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const connections = 32

const sql_search = (specialties) => `\\set n random(1, ${specialties})
select bench.search((select code from bench.specialties where n = :n), null, null, null, null, 20);
`

// Rows of Venera against each other contender, then of the others alone.
function rows_of(title, results, names) {
    const others = Object.keys(results).filter((name) => name !== 'venera')
    return [
        ...others.map((name) => row('e', `Venera, ${title}`, results.venera, { name: names[name], results: results[name] })),
        ...others.map((name) => row('e', `${names[name]}, ${title}`, results[name])),
    ]
}

export async function measure() {
    const venera = await (await shared_world(options.world)).start()
    const questions = await Questions.of(venera)
    await prepare_sql(venera)
    const peers = await start_peers(venera)
    const compared = (await check_agreement(venera, peers, questions)) + (await check_sql_agreement(venera, questions))
    console.error(`part e: ${compared} answers are the same`)
    const servers = [Object.assign(venera, { name: 'venera' }), ...peers]
    const names = { ...Object.fromEntries(peers.map((peer) => [peer.name, peer.title])), sql: 'SQL alone' }
    const each = (ask) => Object.fromEntries(servers.map((server) => [server.name, () => ask(server)]))
    const get = (paths) => each((server) => load(server, questions.lines(paths), { connections }))

    const searches = await rounds({
        ...get(questions.search()),
        sql: () => pgbench(venera, sql_search(questions.specialties.length), { connections, timed: true }),
    })
    const offers = await rounds(get(questions.doctors.map((id) => questions.availability(id))))
    const most = { venera: options.seconds * 10_000, peer: options.seconds * 1_500 }
    const bookable = await Bookable.of(venera, options.rounds * (most.venera + peers.length * most.peer))
    const share = bookable.wishes.length / (options.rounds * (most.venera + peers.length * most.peer))
    const bookings = await rounds(
        each(async (server) => {
            const count = Math.floor((server === venera ? most.venera : most.peer) * Math.min(1, share))
            return load(server, bookable.take(count), {
                connections,
                once: true,
                token: server === venera ? await venera.staff_token() : '-',
            })
        }),
    )
    await stop_peers(peers)
    await venera.stop()
    return [
        ...rows_of('search', searches, names),
        ...rows_of('availability, days=31', offers, names),
        ...rows_of('bookings', bookings, names),
    ]
}
