// Part j: messages. Delivery to a mail server on this machine, and bookings while messages drain beside bookings alone.
import { join } from 'node:path'
import { keep, until } from '../commands.mjs'
import { DeskWorld } from '../desk_world.mjs'
import { line, load } from '../load.mjs'
import { options, root } from '../options.mjs'
import { rounds, row } from '../rounds.mjs'

const connections = options.connections ?? 16
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

// Messages about the visits of bench.moves whose patient has an address, each of another version, so that each is one of its own.
const filled = (count, due) => `
    insert into notifications.messages (id, kind, subject_id, version, recipient_id, clinic_id, visit_start, planned_for, created_at, due_at)
    select gen_random_uuid(), 'booking_confirmation', a.id, 1000 + v.n, a.patient_id, a.clinic_id, a.starts_at, ${due}, now(), ${due}
      from scheduling.appointments a join bench.moves m on m.id = a.id
      join patients.patients p on p.id = a.patient_id and p.email_sealed is not null
     cross join generate_series(1, ${count} / 1000 + 1) v (n)
     limit ${count}`
const left = async (venera) =>
    (await venera.sql("select count(*)::int as left from notifications.messages where done_at is null and dead_at is null and kind = 'booking_confirmation'"))[0].left
const emptied = `update notifications.messages set done_at = now(), outcome = 'discarded' where done_at is null`

export async function measure() {
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
        // What filling left to do is done before: only the sending is measured.
        await venera.execute('vacuum analyze notifications.messages')
        await venera.execute('checkpoint')
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
        row('j', `${delivered.toLocaleString('en')} messages delivered by SMTP`, sent.deliver),
        row('j', 'POST /appointments, its own messages alone', bookings.alone, undefined, { note: mails(bookings.alone) }),
        row('j', `the same while ${drained.toLocaleString('en')} messages drain`, bookings.beside, { name: 'without them', results: bookings.alone }, { note: mails(bookings.beside) }),
    ]
}
