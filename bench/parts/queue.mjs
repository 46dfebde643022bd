// Part i: the queue of messages. Claiming among a million rows beside claiming among few, by the workers' own functions.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../commands.mjs'
import { options, root } from '../options.mjs'
import { row } from '../rounds.mjs'

const queue_rows = 1_000_000
const storm = { per_second: 2_000, seconds: 90, snapshot_seconds: 60 }

export async function measure() {
    const program = join(root, 'build', 'release', 'bench', 'engine', 'venera_queue_bench')
    if (!existsSync(program)) execFileSync('ninja', ['-C', join(root, 'build', 'release'), 'venera_queue_bench'], { stdio: 'inherit' })
    const results = async (...words) => (await run(program, words.map(String))).trim().split('\n').map((text) => JSON.parse(text))
    const found = await results('claims', queue_rows, options.rounds)
    const of = (name) =>
        found.filter((one) => one.queue === name && one.round > 0).map((one) => ({ ...one, rate: 1000 / one.claim_p50_ms, p50_ms: one.claim_p50_ms, p99_ms: one.claim_p99_ms }))
    const few = { name: 'a queue of 6,400', results: of('few') }
    const [hit] = await results('storm', storm.per_second, storm.seconds, storm.snapshot_seconds)
    const storm_result = { ...hit, rate: hit.rows / hit.seconds, p50_ms: hit.claim_p50_ms, p99_ms: hit.claim_p99_ms }
    return [
        row('i', 'claims of 32 messages, few in the queue', few.results),
        row('i', `the same, ${queue_rows.toLocaleString('en')} due`, of('due'), few),
        row('i', `the same, ${queue_rows.toLocaleString('en')} done behind an old snapshot`, of('done'), few),
        row('i', `claims while ${storm.per_second}/s arrive and a snapshot is open for ${storm.snapshot_seconds} s`, [storm_result], undefined, {
            note: `alarm after ${hit.alarm_after_seconds} s, empty ${hit.drained_after_seconds} s after the end`,
        }),
    ]
}
