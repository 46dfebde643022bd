// Venera's own SQL, read from its sources, with what pgbench draws in the place of the parameters.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './options.mjs'

function statement(file, name) {
    const source = readFileSync(join(root, 'src', file), 'utf8')
    const found = new RegExp(`"${name.replace('.', '\\.')}",\\s*R"sql\\(([\\s\\S]*?)\\)sql"`).exec(source)
    if (!found) throw new Error(`${file} has no statement ${name}`)
    return found[1].replace(/--.*$/gm, '')
}

// pgbench takes a colon before a letter for a variable, also within a literal.
const without_colons = (sql) => sql.replace(/'[^']*'/g, (literal) => literal.replace(/:(?=[A-Za-z_])/g, `' || chr(58) || '`))

const filled = (sql, given) => {
    const text = without_colons(sql).replace(/\$(\d+)/g, (_, number) => {
        if (given[number] === undefined) throw new Error(`nothing is given for $${number}`)
        return `(${given[number]})`
    })
    return `${text.replace(/\s+/g, ' ').trim()};`
}

const now = 'now()'
const actor = `'0192d9b0-0000-7000-8000-00000000beef'`
const trace = `'00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'`
// When, who, in which role, for what, why, in which request, from where, with which trace.
const trail = [now, actor, `'staff'`, `'treatment'`, 'null', `'bench'`, `'127.0.0.1'`, trace]
const with_trail = (first, given) => ({ ...given, ...Object.fromEntries(trail.map((value, index) => [first + index, value])) })

const doctor = (column) => `select ${column} from bench.doctors where n = :d`
const number_as_uuid = (variable) => `lpad(to_hex(:${variable}::bigint), 32, '0')::uuid`

// A random doctor and patient at a random time of 2032 and later, where no two meet.
const draw = (doctors, patients) => `\\set d random(1, ${doctors})
\\set s random(0, 40000)
\\set p random(1, ${patients})
\\set r random(1, 4611686018427387903)
`
const start = `timestamptz '2032-01-01 00:00+00' + :s * interval '30 min'`

const insertion = (status, action, hold_until) =>
    filled(
        statement('scheduling/booking_queries.cpp', 'scheduling.insert_appointment'),
        with_trail(35, {
            1: number_as_uuid('r'),
            2: `'VEN-' || upper(right(lpad(to_hex(:r::bigint), 32, '0'), 6))`,
            3: doctor('id'),
            4: 'select id from bench.patients where n = :p',
            5: `'${status}'`,
            6: start,
            7: `${start} + interval '30 min'`,
            8: `tstzrange(${start}, ${start} + interval '30 min', '[)')`,
            9: `'America/Lima'`,
            10: `date '2032-01-01'`,
            11: `'Dra. Lucía Quispe Ramos'`,
            12: `'cardiology'`,
            13: `'Cardiology'`,
            14: doctor('clinic_id'),
            15: doctor('clinic'),
            16: `'Ana Quispe'`,
            17: `'in_person'`,
            18: `'consultation'`,
            19: '15000',
            20: `'PEN'`,
            21: `'unpaid'`,
            22: start,
            23: hold_until,
            24: 'null',
            25: 'null',
            26: 'null',
            27: 'null',
            28: 'null',
            29: `'{}'`,
            30: doctor('version'),
            31: `'${action}'`,
            32: 'null',
            33: 'null',
            34: 'null',
        }),
    )

export const booking = (doctors, patients) => `${draw(doctors, patients)}${insertion('booked', 'book', 'null')}\n`

const step = (first, given) => filled(statement('scheduling/booking_queries.cpp', 'scheduling.take_step'), with_trail(first, given))
const count_of_holds = filled(statement('scheduling/booking_queries.cpp', 'scheduling.count_patient_holds'), {
    1: 'select id from bench.patients where n = :p',
    2: now,
})
const turns = (keys) => filled(statement('scheduling/booking_queries.cpp', 'scheduling.take_turns'), { 1: `array[${keys}]::int8[]` })
const find = (id) =>
    filled(statement('scheduling/list_queries.cpp', 'scheduling.find_appointment'), { 1: 'null', 2: 'null', 3: 'null', 4: id })

// BEGIN, the turn and the count of the patient's holds travel together, then the insertion, then COMMIT: as in the server. The
// patients come one after the other, as over HTTP: each may hold three times.
export const hold = (doctors, patients) => `${draw(doctors, patients)}\\set k :k + 1
\\set p (:client_id + :k * :clients) % ${patients} + 1
\\startpipeline
begin;
${turns(':p')}
${count_of_holds}
\\endpipeline
${insertion('held', 'hold', `${now} + interval '10 min'`)}
commit;
`

// `count` appointments of bench.moves after the number :first go to and fro between two days of the round.
export const move = (count) => `\\set k :k + 1
\\set i :client_id + (:k - 1) * :clients
\\set n :first + :i % ${count} + 1
\\set day 2 * :round + (:i / ${count}) % 2
${find('select id from bench.moves where n = :n').replace(/;$/, ' \\gset f_')}
\\startpipeline
begin;
${turns(':n, :n + 10000000')}
${filled(
    statement('scheduling/booking_queries.cpp', 'scheduling.move_appointment'),
    with_trail(26, {
        1: ':f_id',
        2: ':f_version',
        3: ':f_doctor_id',
        4: 'select starts_at from bench.move_times where n = :n and day = :day',
        5: `select starts_at + interval '30 min' from bench.move_times where n = :n and day = :day`,
        6: 'select occupied from bench.move_times where n = :n and day = :day',
        7: ':f_timezone',
        8: ':f_local_date',
        9: ':f_doctor_name',
        10: ':f_specialty_code',
        11: ':f_specialty_name',
        12: ':f_clinic_id',
        13: ':f_clinic',
        14: ':f_mode',
        15: ':f_visit_type',
        16: ':f_price_cents',
        17: ':f_currency',
        18: now,
        19: 'null',
        20: 'null',
        21: `'{}'`,
        22: 'null',
        23: 'select version from bench.moves where n = :n',
        24: `'move'`,
        25: ':f_payment_status',
        34: ':f_doctor_id',
        35: ':f_starts_at',
    }),
)}
\\endpipeline
commit;
`

// The appointments of bench.cancels after the number :first, each once.
export const cancel = () => `\\set k :k + 1
\\set n :first + :client_id + (:k - 1) * :clients + 1
${find('select id from bench.cancels where n = :n').replace(/;$/, ' \\gset f_')}
${step(6, { 1: ':f_id', 2: ':f_version', 3: `'cancelled'`, 4: `'cancel'`, 5: 'null' })}
`
