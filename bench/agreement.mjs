// Before anybody is measured: the peers' answers are Venera's. Throws at the first difference.
const answer_of = async (server, path) => {
    const answer = await fetch(server.base + path)
    if (!answer.ok) throw new Error(`${server.base}${path}: ${answer.status}`)
    return answer.json()
}

const searched = (page) => page.data.map((found) => `${found.doctor.id} ${found.slots.map((slot) => slot.start).join(' ')}`)
const offered = (body) => body.days.map((day) => `${day.date} ${day.slots.map((slot) => slot.slot_id).join(' ')}`)

// Time passes between two questions, so a difference must show three times.
async function compare(what, ask, ask_other) {
    for (let tries = 1; ; ++tries) {
        const [expected, got] = [await ask(), await ask_other()]
        if (JSON.stringify(expected) === JSON.stringify(got)) return expected.length
        if (tries < 3) continue
        const place = expected.findIndex((text, index) => text !== got[index])
        throw new Error(
            `${what}: Venera says ${expected[place]}, the peer ${got[place]} (at ${place} of ${expected.length} and ${got.length})`,
        )
    }
}

// How many questions were compared.
export async function check_agreement(venera, peers, questions) {
    const searches = [...questions.search(), ...questions.search('&limit=100'), ...questions.filtered().slice(0, 40)]
    let compared = 0
    for (const peer of peers) {
        for (const path of searches) {
            await compare(
                `${peer.title} ${path}`,
                async () => searched(await answer_of(venera, path)),
                async () => searched(await answer_of(peer, path)),
            )
            ++compared
        }
        for (const doctor of questions.doctors.slice(0, 50)) {
            const path = questions.availability(doctor)
            await compare(
                `${peer.title} ${path}`,
                async () => offered(await answer_of(venera, path)),
                async () => offered(await answer_of(peer, path)),
            )
            ++compared
        }
    }
    return compared
}

export async function check_sql_agreement(venera, questions) {
    for (const code of questions.specialties) {
        const ask = async () => searched(await answer_of(venera, `/api/v1/availability?specialty=${code}&limit=50`))
        const ask_sql = async () =>
            searched({ data: JSON.parse(await venera.execute(`select bench.search('${code}', null, null, null, null, 50)`)) })
        await compare(`SQL ${code}`, ask, ask_sql)
    }
    return questions.specialties.length
}
