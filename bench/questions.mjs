// What the benchmarks ask of a world: the same lines for Venera and for its peers.
import { line } from './load.mjs'

const api = '/api/v1'

// Draws that are the same in every run.
export function dice(seed) {
    let state = seed
    return (below) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
    }
}

export class Questions {
    static async of(venera) {
        const questions = new Questions()
        questions.specialties = (await venera.sql('select code from directory.specialties where retired_at is null order by code')).map(
            (row) => row.code,
        )
        // Of each currency the price that about half of the doctors stay below.
        questions.places = await venera.sql(`
            select c.city, percentile_disc(0.5) within group (order by d.price_cents) as price
              from directory.doctors d join directory.clinics c on c.id = d.clinic_id group by c.city order by c.city`)
        questions.doctors = await questions.busy_doctors(venera)
        return questions
    }

    // Doctors whose 31 days make a body of about 50 kB.
    async busy_doctors(venera) {
        const rows = await venera.sql('select id from directory.doctors where retired_at is null order by md5(id::text) limit 400')
        const chosen = []
        for (const { id } of rows) {
            const body = await (await fetch(`${venera.base}${this.availability(id)}`)).text()
            if (body.length > 40_000 && body.length < 60_000) chosen.push(id)
            if (chosen.length === 100) break
        }
        if (!chosen.length) throw new Error('no doctor has about 50 kB of free times')
        return chosen
    }

    availability(doctor) {
        return `${api}/doctors/${doctor}/availability?days=31`
    }

    search(more = '') {
        return this.specialties.map((code) => `${api}/availability?specialty=${code}${more}`)
    }

    filtered() {
        return this.places.flatMap(({ city, price }) =>
            this.search(`&city=${encodeURIComponent(city)}&max_price_cents=${price}&min_rating=4&language=es`),
        )
    }

    lines(paths) {
        return paths.map((path) => line('GET', path))
    }
}
