// A stream of server-sent events, parsed as it comes (HTML Standard, section 9.2).
import http from 'node:http'

const patience_ms = 60_000

export class Events {
    // `after`: the id of the last event that is known. Resolves with the head; a refusal has its `json` then.
    static open(client, path, { after, headers = {}, method = 'GET', agent = false, server = client.server } = {}) {
        const sent = { ...headers }
        if (client.token) sent.authorization = `Bearer ${client.token}`
        if (after !== undefined) sent['last-event-id'] = after
        return new Promise((resolve, reject) => {
            const request = http.request(`${server.base}/api/v1${path}`, { method, headers: sent, agent }, async (response) => {
                const stream = new Events(request, response)
                if (response.headers['content-type'] !== 'text/event-stream') await stream.refused()
                else if (method === 'GET') stream.read()
                else response.resume()
                resolve(stream)
            })
            request.on('error', reject)
            request.end()
        })
    }

    constructor(request, response) {
        this.request = request
        this.response = response
        this.status = response.statusCode
        this.headers = response.headers
        this.events = [] // not taken yet
        this.comments = 0
        this.waiting = new Set()
        this.ended = new Promise((resolve) => response.on('close', () => resolve(response.complete)))
        this.ended.then(() => this.wake())
        request.removeAllListeners('error').on('error', () => {})
        response.on('error', () => {})
    }

    async refused() {
        let text = ''
        for await (const chunk of this.response.setEncoding('utf8')) text += chunk
        this.json = text && JSON.parse(text)
    }

    read() {
        let text = ''
        this.response.setEncoding('utf8').on('data', (chunk) => {
            text += chunk
            const blocks = text.split('\n\n')
            text = blocks.pop()
            for (const block of blocks) this.parse(block)
            this.wake()
        })
    }

    parse(block) {
        const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]))
        if ('retry' in fields) this.retry = Number(fields.retry)
        if (fields.data === undefined) this.comments += 1
        else this.events.push({ id: fields.id, type: fields.event, data: JSON.parse(fields.data) })
    }

    wake() {
        for (const look of this.waiting) look()
    }

    // All events up to the first that matches; they are taken.
    async until(matches) {
        const found = () => this.events.findIndex(matches)
        if (found() < 0) {
            await new Promise((resolve, reject) => {
                const timer = setTimeout(() => reject(new Error(`no such event; ${JSON.stringify(this.events.slice(-5))}`)), patience_ms)
                const look = () => {
                    if (found() < 0 && !this.response.closed) return
                    clearTimeout(timer)
                    this.waiting.delete(look)
                    resolve()
                }
                this.waiting.add(look)
            })
        }
        if (found() < 0) throw new Error(`ended before such an event; ${JSON.stringify(this.events.slice(-5))}`)
        return this.events.splice(0, found() + 1)
    }

    async next() {
        const [event] = await this.until(() => true)
        return event
    }

    // All events up to the first of this visit and type.
    upto(id, type) {
        return this.until((event) => event.data.appointment_id === id && event.type === `appointment.${type}`)
    }

    close() {
        this.request.destroy()
        return this.ended
    }
}
