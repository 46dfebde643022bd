// A receiver of webhooks on a free loopback port. It keeps what it is sent and answers as the test says.
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'

export class Receiver {
    // `answer(request, response)` may do anything; without it 204. `tls`: {key, cert} to speak https.
    constructor({ answer, tls } = {}) {
        this.answer = answer
        this.requests = []
        this.connections = 0
        const handle = (request, response) => {
            const chunks = []
            request.on('data', (chunk) => chunks.push(chunk))
            request.on('end', () => {
                const body = Buffer.concat(chunks).toString('utf8')
                const kept = { method: request.method, path: request.url, headers: request.headers, body, json: JSON.parse(body || 'null'), at: Date.now() }
                this.requests.push(kept)
                if (this.answer) return this.answer(kept, response)
                response.writeHead(204).end()
            })
        }
        this.server = tls ? createSecureServer(tls, handle) : createServer(handle)
        this.server.on('connection', () => (this.connections += 1))
        this.server.on('clientError', (_, socket) => socket.destroy())
        this.scheme = tls ? 'https' : 'http'
    }

    async start(port = 0) {
        await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve))
        this.port = this.server.address().port
        this.url = `${this.scheme}://127.0.0.1:${this.port}/hooks`
        return this
    }

    async stop() {
        this.server.closeAllConnections()
        await new Promise((resolve) => this.server.close(resolve))
    }

    of(id) {
        return this.requests.filter((request) => request.json?.data?.appointment_id === id)
    }

    // Waits until `select` over the requests gives at least `count`.
    async arrived(count = 1, select = (request) => request, patience_ms = 60_000) {
        const until = Date.now() + patience_ms
        for (;;) {
            const found = this.requests.filter(select)
            if (found.length >= count) return found
            if (Date.now() > until) throw new Error(`${found.length} of ${count} requests; all: ${JSON.stringify(this.requests.map((one) => one.json?.type))}`)
            await new Promise((resolve) => setTimeout(resolve, 20))
        }
    }
}

export const receiver = (options) => new Receiver(options).start()
export const status = (code, headers = {}, body = '') => (_, response) => response.writeHead(code, headers).end(body)
