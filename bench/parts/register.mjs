// Part h: what many patients cost: loading them, memory, disk, and how long the desk's lists and searches take, one after the
// other over HTTP. The bar is a 99th percentile of 50 ms.
import { load, line } from '../load.mjs'
import { run } from '../commands.mjs'
import { options } from '../options.mjs'
import { rounds, row } from '../rounds.mjs'
import { load_world } from '../venera.mjs'

const connections = 1
const doctors = 240
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`
const whole = (value) => value.toLocaleString('en-US')

const search = (...wishes) => wishes.map((wish) => line('POST', '/api/v1/patients/search', wish))
const list = (...queries) => queries.map((query) => line('GET', `/api/v1/patients${query}`))

// The names are those of the demo world: common ones, ones that many have but nobody at the list's beginning, and none.
const questions = {
    'one common name': search({ q: 'maría' }, { q: 'garcía' }, { q: 'ana' }),
    'one name, far from the beginning': search({ q: 'quispe' }, { q: 'vega' }, { q: 'zuñiga' }, { q: 'yolanda' }),
    'two letters': search({ q: 'ma' }, { q: 'qu' }, { q: 've' }, { q: 'yo' }, { q: 'zz' }),
    'two names': search({ q: 'maria quispe' }, { q: 'ma qu' }, { q: 'yo ve' }, { q: 'vicente vega vega' }),
    'a name, the newest': search({ q: 'maria', sort: 'newest' }, { q: 'yo ve', sort: 'newest' }),
    'a name and filters': search(
        { q: 'maria', city: 'cusco' },
        { q: 'ana', gender: 'male' },
        { q: 'ma', gender: 'male', city: 'hanga roa', insurance_provider: 'rimac' },
        { q: 'mar', active: false },
        { q: 'a v', age_min: 80 },
    ),
    'phone, e-mail, national id, reference': search(
        { phone: '+51987654321' },
        { email: 'p4711@example.org' },
        { q: 'p4713@example.org' },
        { national_id: '12345678' },
        { q: '12345678' },
        { q: 'P-7K3M9Q' },
    ),
    'date of birth': search({ birth_date: '1980-02-03' }, { birth_date: '1980-02-03', q: 'ma' }),
    'filters that nearly all have': list('?age_min=1', '?active=true', '?gender=female&active=true', '?city=lima'),
    'filters that few have': list('?age_min=90&age_max=91&city=cusco&gender=male', '?active=true&city=lima&gender=male&insurance_provider=adeslas&age_min=20&age_max=60'),
    'filters that nobody has': list('?age_min=120', '?city=nowhere', '?active=false', '?gender=other'),
    'the list, a page of 100': list('?limit=100', '?limit=100&sort=newest'),
}

export async function measure() {
    const patients = options.people
    console.error(`part h: ${whole(patients)} patients ...`)
    const venera = await load_world(doctors, patients)
    await venera.start()
    await venera.execute('vacuum analyze')
    const memory = venera.memory_bytes()
    const [{ bytes }] = await venera.sql('select pg_database_size(current_database()) as bytes')
    const token = await venera.staff_token()
    const ask = (lines) => () => load(venera, lines, { connections, token })
    // Once, so that nobody pays for the pages that PostgreSQL reads first.
    await load(venera, Object.values(questions).flat(), { connections, token })
    const results = await rounds(Object.fromEntries(Object.entries(questions).map(([name, lines]) => [name, ask(lines)])))
    const csv = await rounds({ csv: () => load(venera, list('.csv?city=cusco'), { connections: 1, token }) })
    const disk = Number((await run('du', ['-sb', venera.folder])).split('\t')[0])
    const note = [
        ...(venera.load_seconds ? [`loaded in ${venera.load_seconds.toFixed(0)} s`] : []),
        ...(venera.load_peak_bytes ? [`with at most ${megabytes(venera.load_peak_bytes)}`] : []),
        `server ${megabytes(memory)}, ${megabytes(venera.memory_bytes())} after the load`,
        `database ${megabytes(bytes)} (${(bytes / patients).toFixed(0)} bytes a patient)`,
        `${megabytes(disk)} on disk with its log`,
    ].join(', ')
    await venera.stop()
    const title = `${whole(patients)} patients`
    return [
        ...Object.keys(questions).map((name, index) => row('h', `${title}: ${name}`, results[name], undefined, index ? {} : { note })),
        row('h', `${title}: a CSV file of 5,000`, csv.csv),
    ]
}
