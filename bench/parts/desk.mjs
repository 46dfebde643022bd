// Part a: bookings, holds, moves and cancels over HTTP at 16 connections, each beside pgbench with the same SQL on the same
// database and as many connections, and beside the cheapest request that there is.
import { DeskWorld, doctors, moves, patients } from '../desk_world.mjs'
import { line, load } from '../load.mjs'
import { options } from '../options.mjs'
import { pgbench } from '../pgbench.mjs'
import { rounds, row } from '../rounds.mjs'
import { booking, cancel, hold, move } from '../statements.mjs'

const connections = options.connections ?? 16
const most = options.seconds * 20_000
const api = '/api/v1'

const number_as_uuid = (number) =>
    number
        .toString(16)
        .padStart(32, '0')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

class Desk {
    constructor(world) {
        this.world = world
        this.used = 0
        this.cancels = []
    }

    async write(lines) {
        const token = await this.world.venera.staff_token()
        return load(this.world.venera, lines, { connections, token, once: true, statuses: true })
    }

    book_by_sql() {
        return this.sql(booking(doctors, patients))
    }

    sql(script, variables = {}, more = {}) {
        return pgbench(this.world.venera, script, { connections, variables: { k: 0, clients: connections, ...variables }, ...more })
    }

    async book() {
        const lines = Array.from({ length: most }, (_, index) => line('POST', `${api}/appointments`, this.world.wish(this.used + index)))
        const result = await this.write(lines)
        this.used += result.requests + connections
        return result
    }

    async hold() {
        await this.world.end_holds()
        const count = Math.min(most, patients * 3 - connections)
        const lines = Array.from({ length: count }, (_, index) => line('POST', `${api}/holds`, this.world.hold_wish(index)))
        const result = await this.write(lines)
        await this.world.end_holds()
        return result
    }

    async hold_by_sql() {
        await this.world.end_holds()
        const result = await this.sql(hold(doctors, patients), {}, { transactions: Math.floor((patients * 3) / connections) })
        await this.world.end_holds()
        return result
    }

    // The visits 1 .. moves / 2 to and fro between two days that this round alone uses.
    async move(round) {
        const own = moves / 2
        const lines = Array.from({ length: most }, (_, index) => {
            const number = (index % own) + 1
            const day = 2 * round + (Math.floor(index / own) % 2)
            return line('PATCH', `${api}/appointments/${number_as_uuid(number)}`, { start: this.world.move_start(number, day) })
        })
        return this.write(lines)
    }

    move_by_sql(round) {
        return this.sql(move(moves / 2), { round, first: moves / 2 })
    }

    // The first half of what has been booked is pgbench's, the second half is cancelled over HTTP; an equal share in each round.
    async gather_cancels() {
        this.cancels = await this.world.gather_cancels()
        this.share = Math.min(Math.floor(this.cancels.length / 2 / options.rounds), most)
    }

    cancel(round) {
        const first = Math.floor(this.cancels.length / 2) + round * this.share
        return this.write(this.cancels.slice(first, first + this.share).map((id) => line('DELETE', `${api}/appointments/${id}`)))
    }

    cancel_by_sql(round) {
        return this.sql(cancel(), { first: round * this.share }, { transactions: Math.floor(this.share / connections) })
    }
}

const titles = {
    book: 'POST /appointments',
    hold: 'POST /holds',
    move: 'PATCH /appointments/{id}',
    cancel: 'DELETE /appointments/{id}',
}

export async function measure() {
    const world = await DeskWorld.open()
    const desk = new Desk(world)
    const results = {}
    // A round before that counts for nothing: in a server that has just started every doctor and every patient is new.
    await desk.book_by_sql()
    await desk.book()
    for (const name of Object.keys(titles)) {
        if (name === 'cancel') await desk.gather_cancels()
        results[name] = await rounds({
            sql: (round) => desk[`${name}_by_sql`](round),
            http: (round) => desk[name](round),
            health: () => load(world.venera, ['GET /health'], { connections }),
        })
    }
    await world.venera.stop()
    return Object.entries(titles).flatMap(([name, title]) => [
        row('a', title, results[name].http, { name: 'pgbench, the same SQL', results: results[name].sql }),
        row('a', `${title}: the SQL alone`, results[name].sql),
        row('a', 'GET /health beside it', results[name].health),
    ])
}
