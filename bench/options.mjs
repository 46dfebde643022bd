// What the command line asks for.
import { parseArgs } from 'node:util'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const { values } = parseArgs({
    options: {
        binary: { type: 'string', default: join(root, 'build', 'release', 'venera') },
        connections: { type: 'string' },
        doctors: { type: 'string', default: '1000,10000,100000,1000000' },
        json: { type: 'string', default: join(root, 'bench', 'results', 'latest.json') },
        parts: { type: 'string', default: 'a,b,c,d,e,f,g,h,i,j,k,t' },
        patients: { type: 'string', default: '8' },
        people: { type: 'string', default: '20000' },
        reference: { type: 'string' },
        rounds: { type: 'string', default: '4' },
        seconds: { type: 'string', default: '8' },
        world: { type: 'string', default: '10000' },
        worlds: { type: 'string' },
    },
})

const numbers = (text) => text.split(',').map(Number)

export const options = {
    binary: values.binary,
    // Only for trying the suite out: each part has its own number of connections.
    connections: values.connections ? Number(values.connections) : undefined,
    // The sizes of part c.
    doctors: numbers(values.doctors),
    json: values.json,
    parts: values.parts.split(','),
    patients_per_doctor: Number(values.patients),
    // Another build, beside which part g measures bookings.
    reference: values.reference,
    // The patients of part h.
    people: Number(values.people),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    // The size of parts b, d, e and f.
    world: Number(values.world),
    // A folder that keeps loaded worlds for the next run; without it they are removed.
    worlds: values.worlds,
}
