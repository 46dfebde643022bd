// Part t: triage over HTTP at 32 connections, beside GET /health of the same server in the same round. The texts are those of the
// development set: sentences as people write them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { line, load } from '../load.mjs'
import { options, root } from '../options.mjs'
import { rounds, row } from '../rounds.mjs'
import { shared_world } from '../venera.mjs'

const connections = 32

export async function measure() {
    const venera = await (await shared_world(options.world)).start()
    const items = readFileSync(join(root, 'data/triage/development.jsonl'), 'utf8').trim().split('\n').map((text) => JSON.parse(text))
    const of = (wanted) => items.filter(wanted).map((item) => line('POST', '/api/v1/triage', { symptoms: item.text }))
    const results = await rounds({
        health: () => load(venera, ['GET /health'], { connections }),
        triage: () => load(venera, of(() => true), { connections }),
    })
    await venera.stop()
    return [
        row('t', 'GET /health', results.health),
        row('t', `POST /triage, ${items.length} texts`, results.triage, { name: 'GET /health', results: results.health }),
    ]
}
