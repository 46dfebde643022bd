// Everybody who may send a request, around one patient, "the owner", whose data the others want: by the names of the
// columns of access.md. `dead` are proofs that no longer prove anything, or never did.
import assert from 'node:assert/strict'
import { venera, unique_email } from './server.mjs'
import { enrol } from './totp.mjs'

export const every_scope = ['availability:read', 'appointments:read', 'appointments:write', 'patients:read', 'patients:write']
const strong = 'correct horse battery'

const made = (answer, status = 201) => {
    assert.equal(answer.status, status, answer.text)
    return answer.json
}

export class Callers {
    // `server` has a test clock; it moves by some minutes.
    constructor(server) {
        this.server = server
    }

    static async around(server, profile = {}) {
        const callers = new Callers(server)
        await callers.make_dead_by_time()
        await callers.make_people(profile)
        await callers.make_programs()
        await callers.make_dead()
        return callers
    }

    async account(fields) {
        const email = unique_email()
        const { id } = made(await this.admin.post('/users', { email, first_name: 'Some', last_name: 'One', password: strong, ...fields }))
        const client = this.server.client()
        await client.sign_in(email, strong)
        client.id = id
        return client
    }

    async program(scopes, more = {}) {
        const { key, id } = made(await this.admin.post('/api-keys', { name: 'Program', scopes, ...more }))
        return Object.assign(this.server.client(), { key, id })
    }

    // A consent of the owner that `client` may act for them.
    async consent(client) {
        const { id } = made(await client.post('/me/relatives', { relationship: 'parent', reference: this.live.owner.patient.reference }))
        made(await this.live.owner.post(`/me/relatives/${id}/accept`), 200)
        return id
    }

    async make_dead_by_time() {
        const { server } = this
        this.admin = await server.as('admin')
        this.expired = server.client()
        this.expired.token = (await server.patient()).token
        const { json } = await server.client().get('//health')
        const until = new Date(Date.parse(json.timestamp) + 60_000).toISOString().replace(/\.\d+/, '')
        this.dead = { 'an expired key': await this.program(every_scope, { expires_at: until }) }
        await server.advance(11 * 60)
        this.admin = await server.as('admin')
    }

    async make_people(profile) {
        const { server, admin } = this
        const doctor = await server.as('doctor')
        const { doctor_id } = doctor.user
        const owner = await server.patient(profile)
        const slots = await owner.free_slots(doctor_id, 'days=31')
        this.visit = made(await owner.post('/appointments', { doctor_id, start: slots.at(-1).start, reason: profile.reason }))
        this.doctor_id = doctor_id
        const other = (await owner.get('/doctors?limit=100')).json.data.find((one) => one.id !== doctor_id)
        const here = this.visit.clinic.id
        const elsewhere = (await owner.get('/clinics')).json.data.find((clinic) => clinic.id !== here).id
        this.live = {
            nobody: server.client(),
            expired: this.expired,
            owner,
            patient: await server.patient(),
            relative: await server.patient(),
            former: await server.patient(),
            doctor,
            colleague: await this.account({ role: 'doctor', doctor_id: other.id }),
            staff: await this.account({ role: 'staff' }),
            desk: await this.account({ role: 'staff', clinic_ids: [here] }),
            branch: await this.account({ role: 'staff', clinic_ids: [elsewhere] }),
            admin,
        }
        await this.consent(this.live.relative)
        made(await owner.delete(`/me/relatives/${await this.consent(this.live.former)}`), 204)
    }

    async make_programs() {
        this.live.key = await this.program(every_scope)
        // Per scope that an operation may want, a program that has all the others.
        this.without = {}
        for (const scope of every_scope) this.without[scope] = await this.program(every_scope.filter((one) => one !== scope))
        // Roles that need a second factor do without --demo only.
        this.strict = await venera({ beside: this.server, demo: false })
        const recruit = await this.account({ role: 'admin' })
        this.live.enrolling = this.strict.client()
        await this.live.enrolling.sign_in(recruit.email, strong)
    }

    // Which program stands for "a key without the scope" of an operation.
    bare(operation) {
        const scope = operation.security?.flatMap((way) => way.api_key ?? [])[0]
        return this.without[scope ?? every_scope[0]]
    }

    async make_dead() {
        const { server, admin } = this
        const with_token = (token) => Object.assign(server.client(), { token })
        const disabled = await this.account({ role: 'staff' })
        made(await admin.delete(`/users/${disabled.id}`), 204)
        const gone = await server.patient()
        made(await gone.post('/auth/logout'), 204)
        const revoked = await this.program(every_scope)
        made(await admin.delete(`/api-keys/${revoked.id}`), 204)
        const careful = await server.patient()
        await enrol(server, careful, strong)
        const half = await server.client().post('/auth/login', { email: careful.email, password: strong })
        assert.equal(half.code, 'second_factor_required')
        const [head, body, signature] = this.live.admin.token.split('.')
        Object.assign(this.dead, {
            'a revoked key': revoked,
            'a key from elsewhere': await this.program(every_scope, { addresses: ['192.0.2.0/24'] }),
            'no key of ours': Object.assign(server.client(), { key: `vk_${'A'.repeat(43)}` }),
            'a disabled account': with_token(disabled.token),
            'a session that ended': with_token(gone.token),
            'a password without its second factor': with_token(half.json.challenge),
            'a forged token': with_token(`${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`),
            'a refresh token': with_token(this.live.owner.cookies.get('venera_refresh')),
        })
    }

    async close() {
        await this.strict?.close()
    }
}
