// Bytes on a socket: for requests that no HTTP client would send.
import { connect } from 'node:net'

// Sends `bytes` (a string is latin1) and reads until the peer closes or says nothing more for `idle_ms`.
export function exchange(port, bytes, { idle_ms = 300, limit_ms = 15_000, pieces } = {}) {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1')
        const chunks = []
        let idle
        let closed = false
        const finish = () => {
            clearTimeout(idle)
            clearTimeout(limit)
            socket.destroy()
            resolve({ text: Buffer.concat(chunks).toString('latin1'), closed })
        }
        const limit = setTimeout(finish, limit_ms)
        const rest = () => {
            clearTimeout(idle)
            idle = setTimeout(finish, idle_ms)
        }
        socket.on('connect', () => {
            for (const piece of pieces ?? [bytes]) socket.write(Buffer.from(piece, 'latin1'))
        })
        socket.on('data', (chunk) => {
            chunks.push(chunk)
            rest()
        })
        socket.on('end', () => {
            closed = true
            finish()
        })
        socket.on('error', () => {
            closed = true
            finish()
        })
    })
}

// The status of each answer in a stream of answers whose bodies have a Content-Length.
export function statuses(text) {
    const found = []
    let at = 0
    while (at < text.length) {
        const head = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(text.slice(at))
        if (!head) {
            found.push('garbage')
            break
        }
        found.push(Number(head[1]))
        const length = /^content-length: (\d+)\r$/im.exec(head[2])
        at += head[0].length + (head[1] === '100' ? 0 : Number(length?.[1] ?? 0))
    }
    return found
}
