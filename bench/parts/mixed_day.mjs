// Part d: a day of the practice at 64 connections, 90 % search, 8 % availability, 2 % bookings; Venera beside each peer.
import { check_agreement } from '../agreement.mjs'
import { Bookable } from '../bookable.mjs'
import { load } from '../load.mjs'
import { options } from '../options.mjs'
import { start_peers, stop_peers } from '../peers.mjs'
import { Questions, dice } from '../questions.mjs'
import { rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const connections = 64
const share_of_bookings = 0.02

// `count` requests in the shares of the day, as long as there are bookings.
function day_of(questions, bookings, seed) {
    const draw = dice(seed)
    const searches = [...questions.search(), ...questions.search('&limit=3'), ...questions.filtered()]
    const count = Math.floor(bookings.length / share_of_bookings)
    return Array.from({ length: count }, (_, index) => {
        if (index % 50 === 49) return bookings[Math.floor(index / 50)]
        if (draw(98) < 8) return questions.lines([questions.availability(questions.doctors[draw(questions.doctors.length)])])[0]
        return questions.lines([searches[draw(searches.length)]])[0]
    })
}

export async function measure() {
    const venera = await (await shared_world(options.world)).start()
    const questions = await Questions.of(venera)
    const peers = await start_peers(venera)
    await check_agreement(venera, peers, questions)
    // Enough for 50,000 and 5,000 requests a second.
    const most = { venera: options.seconds * 50_000 * share_of_bookings, peer: options.seconds * 5_000 * share_of_bookings }
    const bookable = await Bookable.of(venera, Math.ceil(options.rounds * (most.venera + peers.length * most.peer)))
    const day = (server, count, token) => async (round) => {
        const lines = day_of(questions, bookable.take(count), round + 1)
        if (!lines.length) throw new Error('out of free times: a larger world, fewer rounds or seconds')
        return load(server, lines, { connections, once: true, token: await token() })
    }
    const runs = { venera: day(venera, most.venera, () => venera.staff_token()) }
    for (const peer of peers) runs[peer.name] = day(peer, most.peer, async () => '-')
    const results = await rounds(runs)
    await stop_peers(peers)
    await venera.stop()
    return [
        ...peers.map((peer) => row('d', 'Venera, mixed day', results.venera, { name: peer.title, results: results[peer.name] })),
        ...peers.map((peer) => row('d', `${peer.title}, mixed day`, results[peer.name])),
    ]
}
