// RFC 6238 as an authenticator app does it, written apart from the server's.
import { createHmac } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function code_of(base32, time_ms) {
    const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(time_ms / 30_000)))
    const mac = createHmac('sha1', key).update(counter).digest()
    return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export async function server_time(server) {
    return Date.parse((await server.client().get('//health')).json.timestamp)
}

// Adds a second factor to a signed-in client's account; the clock moves on, so that its next code is a new one.
export async function enrol(server, client, password) {
    const begun = await client.post('/me/second-factor', { current_password: password })
    if (begun.status !== 201) throw new Error(`enrol: ${begun.status} ${begun.text}`)
    const { secret } = begun.json
    const confirmed = await client.post('/me/second-factor/confirm', { code: code_of(secret, await server_time(server)) })
    if (confirmed.status !== 200) throw new Error(`confirm: ${confirmed.status} ${confirmed.text}`)
    await server.advance(60)
    return { secret, uri: begun.json.otpauth_uri, recovery_codes: confirmed.json.recovery_codes }
}
