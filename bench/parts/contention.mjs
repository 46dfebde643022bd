// Part f: 500 clients want one time at one moment. Exactly one gets it; how long until all have their answer?
import { Bookable } from '../bookable.mjs'
import { crowd } from '../crowd.mjs'
import { options } from '../options.mjs'
import { start_peers, stop_peers } from '../peers.mjs'
import { rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const clients = 500

async function contend(server, bookable, token) {
    const result = await crowd(server.base, bookable.take_contested(clients), token)
    const { 201: won = 0, 409: lost = 0 } = result.statuses
    const rate = clients / (result.last_ms / 1000)
    return { rate, p50_ms: result.p50_ms, p99_ms: result.last_ms, won, lost, others: clients - won - lost, ...result }
}

export async function measure() {
    const venera = await (await shared_world(options.world)).start()
    const peers = await start_peers(venera)
    const bookable = await Bookable.of(venera, 1_000)
    const runs = { venera: async () => contend(venera, bookable, await venera.staff_token()) }
    for (const peer of peers) runs[peer.name] = () => contend(peer, bookable)
    const results = await rounds(runs)
    await stop_peers(peers)
    await venera.stop()
    const note = (list) => {
        const sums = ['won', 'lost', 'others'].map((name) => list.reduce((sum, result) => sum + result[name], 0))
        return `${list.length} times: ${sums[0]} x 201, ${sums[1]} x 409, ${sums[2]} others; p99 = the last answer`
    }
    return [
        row('f', `Venera, ${clients} clients, one time`, results.venera, undefined, { note: note(results.venera) }),
        ...peers.map((peer) =>
            row('f', `${peer.title}, ${clients} clients, one time`, results[peer.name], undefined, { note: note(results[peer.name]) }),
        ),
    ]
}
