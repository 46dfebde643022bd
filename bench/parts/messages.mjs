// Part i: the queue of messages. Claiming among a million rows beside claiming among few, by the workers' own functions;
// delivery to a mail server on this machine; and bookings while messages drain beside bookings alone.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { keep, run, until } from '../commands.mjs'
import { DeskWorld } from '../desk_world.mjs'
import { line, load } from '../load.mjs'
import { options, root } from '../options.mjs'
import { rounds, row } from '../rounds.mjs'

const connections = options.connections ?? 16
const queue_rows = 1_000_000
const storm = { per_second: 2_000, seconds: 90, snapshot_seconds: 60 }
const delivered = 10_000
const drained = 100_000

async function sink() {
    const child = keep(process.execPath, [join(root, 'bench', 'mail_sink.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    const port = Number(await until('the mail server', () => /^port (\d+)$/m.exec(said)?.[1], { child }))
    const mails = async () => {
        said = ''
        child.stdin.write('?\n')
        return Number(await until('a count', () => /^mails (\d+)$/m.exec(said)?.[1], { child }))
    }
    return { port, mails }
}

async function queue() {
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

// Messages about the visits of bench.moves, each of another version, so that each is one of its own.
const filled = (count, due) => `
    insert into notifications.messages (id, kind, subject_id, version, recipient_id, clinic_id, visit_start, planned_for, created_at, due_at)
    select gen_random_uuid(), 'booking_confirmation', a.id, 1000 + n, a.patient_id, a.clinic_id, a.starts_at, ${due}, now(), ${due}
      from scheduling.appointments a join bench.moves m on m.id = a.id
     cross join generate_series(1, ${count} / (select count(*) from bench.moves)::int + 1) n
     limit ${count}`
const left = async (venera) => (await venera.sql('select count(*)::int as left from notifications.messages where done_at is null and dead_at is null and due_at <= now()'))[0].left
const emptied = `update notifications.messages set done_at = now(), outcome = 'discarded' where done_at is null`

export async function measure() {
    const table = await queue()
    const world = await DeskWorld.open()
    const { venera } = world
    const mail = await sink()
    await venera.restart({ VENERA_MAIL__SMTP_HOST: '127.0.0.1', VENERA_MAIL__SMTP_PORT: String(mail.port), VENERA_MAIL__SMTP_SECURITY: 'none' })

    const deliver = async () => {
        await venera.execute(emptied)
        const before = await mail.mails()
        const cpu_before = venera.cpu_seconds()
        const begun = performance.now()
        await venera.execute(filled(delivered, 'now()'))
        await until('all messages', async () => (await left(venera)) === 0, { timeout_ms: 600_000 })
        const seconds = (performance.now() - begun) / 1000
        const arrived = (await mail.mails()) - before
        return { rate: arrived / seconds, cpu_us: ((venera.cpu_seconds() - cpu_before) / arrived) * 1e6, arrived, refused: delivered - arrived }
    }
    const sent = await rounds({ deliver })

    let used = 0
    const book = async (waiting) => {
        await venera.execute(emptied)
        if (waiting) await venera.execute(filled(waiting, 'now()'))
        const before = await mail.mails()
        const lines = Array.from({ length: options.seconds * 20_000 }, (_, index) => line('POST', '/api/v1/appointments', world.wish(used + index)))
        const result = await load(venera, lines, { connections, token: await venera.staff_token(), once: true, statuses: true })
        used += result.requests + connections
        return { ...result, mails: (await mail.mails()) - before }
    }
    await book(0)
    const bookings = await rounds({ alone: () => book(0), beside: () => book(drained) })
    await venera.execute(emptied)
    await venera.stop()
    const mails = (list) => `${list.map((one) => one.mails).join(', ')} mails meanwhile`
    return [
        ...table,
        row('i', `${delivered.toLocaleString('en')} messages delivered by SMTP`, sent.deliver),
        row('i', 'POST /appointments, its own messages alone', bookings.alone, undefined, { note: mails(bookings.alone) }),
        row('i', `the same while ${drained.toLocaleString('en')} messages drain`, bookings.beside, { name: 'without them', results: bookings.alone }, { note: mails(bookings.beside) }),
    ]
}
