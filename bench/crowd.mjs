// Many clients that send one request each at the same moment.
import { connect } from 'node:net'

const opened = (port) =>
    new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port, noDelay: true })
        socket.once('connect', () => resolve(socket))
        socket.once('error', reject)
    })

const answered = (socket) =>
    new Promise((resolve, reject) => {
        let text = ''
        socket.setTimeout(60_000, () => socket.destroy(new Error('no answer within a minute')))
        socket.on('data', (chunk) => {
            text += chunk
            const status = /^HTTP\/1\.1 (\d{3}) .*\r\n/.exec(text)
            if (status) resolve({ status: Number(status[1]), ms: performance.now() })
        })
        socket.once('error', reject)
        socket.once('close', () => reject(new Error('closed without an answer')))
    })

// All connections are open before the first request is sent. The statuses counted, and the times until the first, the middle
// and the last answer.
export async function crowd(base, bodies, token) {
    const { port, host } = new URL(base)
    const sockets = await Promise.all(bodies.map(() => opened(Number(port))))
    const authorization = token ? `Authorization: Bearer ${token}\r\n` : ''
    const requests = bodies.map((body) => {
        const text = JSON.stringify(body)
        return (
            `POST /api/v1/appointments HTTP/1.1\r\nHost: ${host}\r\n${authorization}Content-Type: application/json\r\n` +
            `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
        )
    })
    try {
        const answers = sockets.map(answered)
        const begun = performance.now()
        sockets.forEach((socket, index) => socket.write(requests[index]))
        const done = await Promise.all(answers)
        const times = done.map(({ ms }) => ms - begun).sort((a, b) => a - b)
        const statuses = {}
        for (const { status } of done) statuses[status] = (statuses[status] ?? 0) + 1
        return { statuses, first_ms: times[0], p50_ms: times[Math.floor(times.length / 2)], last_ms: times.at(-1) }
    } finally {
        for (const socket of sockets) {
            socket.removeAllListeners('close')
            socket.on('error', () => {})
            socket.destroy()
        }
    }
}
