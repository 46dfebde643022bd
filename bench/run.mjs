// Venera's benchmarks: one table for people and a JSON file for programs. See README.md.
//   node bench/run.mjs [--parts a,b,c,d,e,f,g,h,i,j,k,t] [--seconds 8] [--rounds 4] [--doctors 1000,10000,100000,1000000] [--world 10000]
//                      [--patients 8] [--people 20000] [--binary build/release/venera] [--reference BINARY]
//                      [--worlds FOLDER] [--json FILE]
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { clean_up } from './cleaning.mjs'
import { machine } from './machine.mjs'
import { options } from './options.mjs'
import { table } from './table.mjs'

const parts = {
    a: './parts/desk.mjs',
    b: './parts/search.mjs',
    c: './parts/growth.mjs',
    d: './parts/mixed_day.mjs',
    e: './parts/peers.mjs',
    f: './parts/contention.mjs',
    g: './parts/audited.mjs',
    h: './parts/register.mjs',
    i: './parts/queue.mjs',
    j: './parts/messages.mjs',
    k: './parts/live.mjs',
    t: './parts/triage.mjs',
}

function write(report) {
    mkdirSync(dirname(options.json), { recursive: true })
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
}

try {
    for (const part of options.parts) if (!parts[part]) throw new Error(`there is no part ${part}`)
    const report = { machine: await machine(), options, rows: [] }
    for (const part of options.parts) {
        console.error(`part ${part} ...`)
        const { measure } = await import(parts[part])
        report.rows.push(...(await measure()))
        // What has been measured is kept even if a later part fails.
        write(report)
    }
    const { cpu, cores, kernel, postgresql, commit, date, command } = report.machine
    console.log(`${cpu}, ${cores} cores, Linux ${kernel}, ${postgresql}\ncommit ${commit}, ${date}\n${command}\n`)
    console.log(table(report.rows))
} finally {
    await clean_up()
}
