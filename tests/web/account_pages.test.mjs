// Every page of the account, with something on it and with nothing, on three screens, light and dark, in both languages: nothing for axe,
// nothing wider than the screen, nothing too small to be hit, a clean console.
import { after, before, test } from 'node:test'
import { venera } from '../api/support/server.mjs'
import { Application, looks, turn } from './support/application.mjs'
import { full_life, pending, secret } from './support/lives.mjs'

let server, application, life, empty
before(async () => {
    server = await venera()
    application = await Application.on(server)
    life = await full_life(server)
    empty = await server.patient()
})
after(async () => {
    await application?.close()
    await server?.close()
})

const account = ['', '/notifications', '/security', '/relatives', '/record', '/accesses', '/payments', '/reviews', '/waitlist', '/waitlist?scope=all']
const name_of = (path) => path.replace(/[/?=]/g, '-').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'id').slice(1)

async function look(traits, email, paths, kind) {
    const reader = await application.reader(traits)
    await reader.sign_in(email, secret)
    for (const path of turn(paths, traits)) {
        await reader.open(path)
        const loading = reader.page.getByRole('main').getByRole('status').filter({ hasText: /Loading|Cargando/ })
        while (await loading.count()) await reader.page.waitForTimeout(50)
        await reader.look(`${kind}-${name_of(path)}`)
    }
    await reader.close()
}

for (const one of looks) {
    const { width, scheme, language } = one
    test(`the account with something in it: ${width} px, ${scheme}, ${language}`, { timeout: 300_000 }, () => look(one, life.ana.email, account.slice(0, 6).map((path) => `/account${path}`), 'full'))
    test(`money, reviews and waiting with something in them: ${width} px, ${scheme}, ${language}`, { timeout: 300_000 }, () =>
        look(one, life.ana.email, [...account.slice(6).map((path) => `/account${path}`), `/account/payments/${life.paid.id}`, `/appointments/${life.visit.id}/review`, `/appointments/${life.waits.id}/pay`, `/doctors/${life.visit.doctor_id}`], 'full'))
    test(`the account with nothing in it: ${width} px, ${scheme}, ${language}`, { timeout: 300_000 }, () => look(one, empty.email, account.map((path) => `/account${path}`), 'empty'))
}

test('a visit that waits for its payment, and one that is not over, are told so', { timeout: 300_000 }, async () => {
    const visit = await pending(server, empty)
    for (const one of looks) await look(one, empty.email, [`/appointments/${visit.id}`, `/appointments/${visit.id}/pay`, `/appointments/${visit.id}/review`], 'pending')
})
