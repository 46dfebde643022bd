// Bookings per second over HTTP beside pgbench with the very same SQL, on one database, in one run:
//   node bench/booking.mjs [--seconds 8] [--connections 16] [--rounds 4]
// Prints one table and writes build/bench/booking.json. Ratios are what to trust: load generators share the cores.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Server, binary, root } from '../tests/api/support/server.mjs'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '8' }, connections: { type: 'string', default: '16' }, rounds: { type: 'string', default: '4' } } })
const seconds = Number(values.seconds)
const connections = Number(values.connections)
const rounds = Number(values.rounds)
const doctors = 2000
const patients = 4000
const pgbench = '/usr/lib/postgresql/15/bin/pgbench'
const out = join(root, 'build', 'bench')
mkdirSync(out, { recursive: true })

const run = (command, args, options = {}) => {
    const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20, ...options })
    if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${(result.stderr || result.stdout).slice(0, 3000)}`)
    return result.stdout
}
const cpu_seconds = (pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
}

// The statement as the server sends it, with its parameters replaced by what pgbench draws.
function script() {
    const source = readFileSync(join(root, 'src', 'scheduling', 'booking_queries.cpp'), 'utf8')
    const sql = /"scheduling\.insert_appointment", R"sql\(([\s\S]*?)\)sql"/.exec(source)[1]
    const start = `(timestamptz '2032-01-01 00:00+00' + :s * interval '30 min')`
    const doctor = '(select id from bench.doctors where n = :d)'
    const given = {
        1: `lpad(to_hex(:r::bigint), 32, '0')::uuid`, 2: `'VEN-' || upper(right(lpad(to_hex(:r::bigint), 32, '0'), 6))`, 3: doctor,
        4: '(select id from bench.patients where n = :p)', 5: `'booked'`, 6: start, 7: `${start} + interval '30 min'`,
        8: `tstzrange(${start}, ${start} + interval '30 min', '[)')`, 9: `'America/Lima'`, 10: `date '2032-01-01'`, 11: `'Dra. Lucía Quispe Ramos'`,
        12: `'cardiology'`, 13: `'Cardiology'`, 14: '(select clinic_id from bench.doctors where n = :d)', 15: '(select clinic from bench.doctors where n = :d)',
        16: `'Ana Quispe'`, 17: `'in_person'`, 18: `'consultation'`, 19: '15000', 20: `'PEN'`, 21: `'unpaid'`, 22: start, 23: 'null', 24: 'null', 25: 'null', 26: 'null',
        27: 'null', 28: 'null', 29: `'{}'`, 30: '(select version from bench.doctors where n = :d)', 31: `'book'`, 32: 'null', 33: 'null', 34: 'null',
        35: `timestamptz '2026-11-21 00:00+00'`, 36: `'0192d9b0-0000-7000-8000-00000000beef'`, 37: `'staff'`, 38: `'treatment'`, 39: 'null', 40: `'bench'`, 41: `'127.0.0.1'`, 42: 'null',
    }
    const text = sql.replace(/\$(\d+)/g, (_, number) => `(${given[number]})`).replace(/\s+/g, ' ')
    return `\\set d random(1, ${doctors})\n\\set s random(0, 40000)\n\\set p random(1, ${patients})\n\\set r random(1, 4611686018427387903)\n${text};\n`
}

async function prepare(server) {
    run(binary, ['demo', '--data', join(server.data, 'venera'), '--doctors', String(doctors), '--patients', String(patients)], { stdio: ['ignore', 'ignore', 'pipe'] })
    await server.start()
    // Open all hours, so that there are enough free times, and no caps: the rules are still checked.
    await server.execute(`
        update scheduling.schedules set version = version + 1, rules = rules || jsonb_build_object('slot_minutes', 30, 'horizon_days', 90, 'notice_minutes', 0, 'buffer_before_minutes', 0, 'buffer_after_minutes', 0, 'max_per_day', null,
            'visit_types', jsonb_build_array((rules->'visit_types'->0) || '{"duration_minutes": 30}'),
            'hours', (select jsonb_agg(jsonb_build_object('day_of_week', day, 'start_time', '00:00', 'end_time', '00:00', 'break_start', null, 'break_end', null, 'clinic_id', null)) from unnest(array['monday','tuesday','wednesday','thursday','friday','saturday','sunday']) day));
        delete from scheduling.exceptions; delete from scheduling.appointments;
        create schema bench;
        create table bench.doctors as select row_number() over (order by d.id)::int as n, d.id, d.clinic_id, s.version, jsonb_build_object('id', c.id, 'name', c.name, 'address', c.address, 'city', c.city, 'country', c.country, 'timezone', c.timezone) as clinic
            from directory.doctors d join scheduling.schedules s on s.doctor_id = d.id join directory.clinics c on c.id = d.clinic_id;
        create table bench.patients as select row_number() over (order by id)::int as n, id from patients.patients;
        alter table bench.doctors add primary key (n); alter table bench.patients add primary key (n);
        vacuum analyze;`.replace(/vacuum analyze;/, ''))
    await server.execute('vacuum analyze')
}

// Bodies that never collide: slot by slot, every doctor with another patient.
async function write_bodies(server) {
    const doctor_ids = (await server.sql('select id from bench.doctors order by n')).map((row) => row.id)
    const patient_ids = (await server.sql('select id from bench.patients order by n')).map((row) => row.id)
    const first = Math.ceil((Date.now() + 3_600_000) / 1_800_000) * 1_800_000
    const lines = []
    for (let slot = 0; slot < 120; ++slot) {
        const start = new Date(first + slot * 1_800_000).toISOString().replace('.000Z', 'Z')
        doctor_ids.forEach((doctor_id, index) => lines.push(JSON.stringify({ doctor_id, start, patient_id: patient_ids[(index + slot * 7) % patient_ids.length] })))
    }
    for (let i = lines.length - 1; i > 0; --i) {
        const other = Math.floor(Math.random() * (i + 1))
        ;[lines[i], lines[other]] = [lines[other], lines[i]]
    }
    writeFileSync(join(out, 'bodies.txt'), lines.join('\n'))
    return lines.length
}

const lua = (token) => `
local lines, at = {}, 0
for line in io.lines("${out}/bodies.txt") do lines[#lines + 1] = line end
function init(args) at = tonumber(args[1]) end
function request()
    at = at + 1
    return wrk.format("POST", "/api/v1/appointments", {["Content-Type"] = "application/json", ["Authorization"] = "Bearer ${token}"}, lines[at] or "{}")
end
local statuses = {}
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
function done(summary)
    io.write(string.format("RESULT %d %d\\n", summary.requests, summary.duration))
end
local threads = {}
function setup(thread) threads[#threads + 1] = thread end
`

function wrk(server, script_file, path, extra = []) {
    const before = cpu_seconds(server.child.pid)
    const text = run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...(script_file ? ['-s', script_file] : []), server.base + path, ...extra])
    const cpu = cpu_seconds(server.child.pid) - before
    const requests = Number(/(\d+) requests in/.exec(text)[1])
    const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1])
    const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0)
    const latency = (name) => new RegExp(`${name}%\\s+(\\S+)`).exec(text)?.[1]
    return { requests, rate, bad, cpu_us: (cpu / requests) * 1e6, p50: latency('50'), p99: latency('99') }
}

function pgbench_run(url, file) {
    const text = run(pgbench, ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', '-T', String(seconds), '-f', file, url])
    return Number(/tps = ([\d.]+)/.exec(text)[1])
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

const server = new Server({ clock: false, args: [] })
try {
    await prepare(server)
    const total = await write_bodies(server)
    const staff = await server.as('staff')
    writeFileSync(join(out, 'booking.lua'), lua(staff.token))
    writeFileSync(join(out, 'booking.sql'), script())
    const url = await server.command('database-url')
    const [http, reference, trivial] = [[], [], []]
    let used = 0
    for (let round = 0; round < rounds; ++round) {
        const refer = () => reference.push(pgbench_run(url, join(out, 'booking.sql')))
        const book = async () => {
            await staff.refresh()
            writeFileSync(join(out, 'booking.lua'), lua(staff.token))
            http.push(wrk(server, join(out, 'booking.lua'), '', ['--', String(used)]))
            used += http.at(-1).requests + connections
            if (used > total) throw new Error('out of free times: fewer rounds or seconds')
        }
        // Who comes first changes, so that neither always finds the colder cache or the fuller log.
        if (round % 2 === 0) {
            refer()
            await book()
        } else {
            await book()
            refer()
        }
        trivial.push(wrk(server, undefined, '/health'))
    }
    const ratios = http.map((run, round) => run.rate / reference[round])
    const table = [
        ['', 'rate/s', 'p50', 'p99', 'server CPU', 'refused'],
        ['pgbench, same SQL', Math.round(median(reference)), '', '', '', ''],
        ['POST /appointments', Math.round(median(http.map((run) => run.rate))), http[0].p50, http[0].p99, `${median(http.map((run) => run.cpu_us)).toFixed(1)} us`, http.reduce((sum, run) => sum + run.bad, 0)],
        ['GET /health', Math.round(median(trivial.map((run) => run.rate))), trivial[0].p50, trivial[0].p99, `${median(trivial.map((run) => run.cpu_us)).toFixed(1)} us`, 0],
        ['ratio to pgbench', median(ratios).toFixed(2), `min ${Math.min(...ratios).toFixed(2)}`, `max ${Math.max(...ratios).toFixed(2)}`, '', ''],
    ]
    for (const row of table) console.log(row.map((cell, column) => String(cell)[column ? 'padStart' : 'padEnd'](column ? 12 : 22)).join(''))
    writeFileSync(join(out, 'booking.json'), JSON.stringify({ connections, seconds, rounds, pgbench: reference, http, trivial, ratios }, null, 2))
} finally {
    await server.close()
}
