// Part k: streams of events. A thousand boards, one for each of a thousand doctors: what they cost while nothing happens, how
// long after its answer a booking reaches a board, and bookings beside them.
import { DeskWorld } from '../desk_world.mjs'
import { line, load } from '../load.mjs'
import { options } from '../options.mjs'
import { rounds, row } from '../rounds.mjs'
import { Events } from '../../tests/api/support/events.mjs'

const connections = options.connections ?? 16
const boards = 1_000
const timed = 500
const idle_seconds = 10

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const client_of = (venera) => ({ server: venera, token: venera.staff.token })

async function open(venera, paths) {
    await venera.staff_token()
    const streams = []
    for (const path of paths) {
        const stream = await Events.open(client_of(venera), path)
        if (stream.status !== 200) throw new Error(`a stream is refused: ${stream.status} ${JSON.stringify(stream.json)}`)
        await stream.next()
        streams.push(stream)
    }
    return streams
}
const close = (streams) => Promise.all(streams.map((stream) => stream.close()))

// The part of a core that the server takes while nothing is asked of it, and the memory that it has.
async function at_rest(venera) {
    const before = venera.cpu_seconds()
    await pause(idle_seconds)
    return { cpu: (venera.cpu_seconds() - before) / idle_seconds, memory: venera.memory_bytes() }
}

// One booking after the other; a board that shows everything hears of them.
async function reach(venera, wishes) {
    const [board] = await open(venera, ['/appointments/events'])
    const heard = new Map()
    board.response.on('data', () => {
        for (const event of board.events.splice(0)) heard.set(event.data.appointment_id, performance.now())
    })
    const times = []
    const begun = performance.now()
    for (const wish of wishes) {
        const answer = await fetch(`${venera.base}/api/v1/appointments`, {
            method: 'POST', body: JSON.stringify(wish), headers: { 'content-type': 'application/json', authorization: `Bearer ${venera.staff.token}` },
        })
        const answered = performance.now()
        const { id } = await answer.json()
        if (answer.status !== 201) throw new Error(`a booking is refused: ${answer.status}`)
        while (!heard.has(id)) await new Promise(setImmediate)
        times.push(Math.max(0, heard.get(id) - answered))
    }
    await close([board])
    times.sort((a, b) => a - b)
    const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))]
    return { rate: wishes.length / ((performance.now() - begun) / 1000), p50_ms: at(0.5), p99_ms: at(0.99) }
}

export async function measure() {
    const world = await DeskWorld.open()
    const { venera } = world
    await venera.restart({ VENERA_LIMITS__STREAMS_PER_USER: String(2 * boards) })
    const paths = world.doctor_ids.slice(0, boards).map((id) => `/appointments/events?doctor_id=${id}`)
    let used = 0
    const wishes = (count) => Array.from({ length: count }, () => world.wish(used++))
    const book = async () => {
        const lines = wishes(options.seconds * 20_000).map((wish) => line('POST', '/api/v1/appointments', wish))
        const result = await load(venera, lines, { connections, token: await venera.staff_token(), once: true, statuses: true })
        used -= lines.length - result.requests - connections
        return result
    }
    await pause(idle_seconds)
    const alone = await at_rest(venera)
    let streams = await open(venera, paths)
    const beside = await at_rest(venera)
    const reached = [await reach(venera, wishes(timed))]
    await close(streams)

    await book()
    const bookings = await rounds({
        none: () => book(),
        open: async () => {
            streams = await open(venera, paths)
            const result = await book()
            const cut = streams.filter((stream) => stream.response.closed).length
            await close(streams)
            return { ...result, cut, events: streams.reduce((sum, stream) => sum + stream.events.length, 0) }
        },
    })
    await venera.stop()
    const each = (beside.memory - alone.memory) / boards
    const percent = ({ cpu }) => `${(cpu * 100).toFixed(1)} %`
    return [
        row('k', `from the answer to the event, ${boards.toLocaleString('en')} streams open`, reached, undefined, {
            note: `${(each / 1024).toFixed(1)} kB a stream; at rest ${percent(beside)} of a core, ${percent(alone)} without`,
        }),
        row('k', 'POST /appointments, no streams', bookings.none),
        row('k', `the same, ${boards.toLocaleString('en')} boards of a doctor each`, bookings.open, { name: 'without them', results: bookings.none }, {
            note: bookings.open.map((one) => `${one.events} events, ${one.cut} cut`).join('; '),
        }),
    ]
}
