// The availability index after a fault: a replica that was killed is right as soon as it is back, though others went on; both
// follow again after PostgreSQL was gone for seconds, and until then answer from memory. The seed is printed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dice, seed } from '../api/support/dice.mjs'
import { Practice, counted, office, specialty, within_a_minute } from '../api/support/practice.mjs'
import { Server, venera } from '../api/support/server.mjs'
import { pause, until } from './support.mjs'

const full = process.env.VENERA_FULL === '1'
console.log(`# seed ${seed}`)

let server, second, one, two, practice
before(async () => {
    server = await venera({ kills_postgres: true })
    second = await new Server({ beside: server }).start()
    ;[one, two] = [await office(server), await office(second)]
    practice = new Practice(dice(seed), [one, two])
    await practice.open({ doctors: 5 })
})
after(async () => {
    await second?.stop()
    await server?.close()
})

const several = async (via, count) => {
    for (let i = 0; i < count; ++i) await practice.happen(via)
}
const nothing_was_mended = async () => {
    for (const replica of [one, two]) assert.equal(await counted(replica, 'venera_index_mismatches_total'), 0)
}

test('a replica that was killed is right at once when it is back', async () => {
    for (let round = 0; round < (full ? 10 : 2); ++round) {
        const [killed, other] = round % 2 ? [one, two] : [two, one]
        await Promise.all([several(one, 5), several(two, 5)])
        await killed.server.stop('SIGKILL')
        await several(other, 10)
        await killed.server.start()
        // The other may still be reading what the killed one did last.
        await within_a_minute(async () => {
            const at_once = await practice.answers(killed)
            await practice.agree()
            assert.deepEqual(await practice.answers(killed), at_once)
        })
        await practice.expect_days(practice.doctors.slice(0, 2), killed)
        // What is committed while an index is built must not be missed either.
        await killed.server.stop('SIGKILL')
        let is_back = false
        const others = (async () => {
            while (!is_back) await practice.happen(other)
        })()
        try {
            await killed.server.start()
        } finally {
            is_back = true
            await others
        }
        await practice.agree()
        await practice.expect_days(practice.doctors.slice(2, 4), killed)
    }
    await nothing_was_mended()
})

test('both follow again after PostgreSQL was gone for seconds, and answer from memory meanwhile', async () => {
    const ready = async () => (await Promise.all([one, two].map((replica) => replica.anyone.get('//health/ready')))).every((answer) => answer.status === 200)
    const doctor = practice.doctors[0]
    await several(one, 8) // of which the other may not know yet
    const end = Date.now() + (full ? 15_000 : 2_500)
    let answers = 0
    let killed = 0
    while (Date.now() < end) {
        if (server.kill_postgres()) ++killed
        for (const { anyone } of [one, two]) {
            for (const path of [`/doctors/${doctor.id}/availability?days=31`, `/availability?specialty=${specialty}`]) {
                const answer = await anyone.get(path, { once: true })
                assert.equal(answer.status, 200, `${path} ${answer.text}`)
                ++answers
            }
        }
        await pause(20)
    }
    await until('ready again', ready, { limit_ms: 40_000 })
    assert.ok(killed > 0)
    console.log(`# ${answers} answers while PostgreSQL was killed ${killed} times`)
    await until('asks again', async () => (await one.staff.get('/me')).status === 200 && (await two.staff.get('/me')).status === 200)
    await practice.agree()
    await Promise.all([several(one, 8), several(two, 8)])
    await practice.agree()
    await practice.expect_days(practice.doctors.slice(0, 3))
    await nothing_was_mended()
    assert.ok(server.exited === undefined && second.exited === undefined, 'nobody ended')
})
