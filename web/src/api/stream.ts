// Server-sent events, read from fetch because EventSource cannot send a token (docs/live.md). Comes back by itself, and with the id of
// the last event hears what it missed.
import { session } from './session'

export interface LiveEvent {
    id: string
    type: string
    data: Record<string, unknown>
}
// `lost`: nobody tells what changes; read again now and then.
export type LiveState = 'connecting' | 'live' | 'lost'

interface Follower {
    event: (event: LiveEvent) => void
    state: (state: LiveState) => void
}

const silence_ms = 40_000 // the server says something every 15 s
const pauses_ms = [500, 1_000, 2_000, 5_000, 10_000, 20_000]

function event_of(block: string): LiveEvent | undefined {
    const event = { id: '', type: '', data: '{}' }
    for (const line of block.split('\n')) {
        const [name = '', value = ''] = line.split(/: (.*)/s)
        if (name === 'id') event.id = value
        else if (name === 'event') event.type = value
        else if (name === 'data') event.data = value
    }
    return event.type ? { ...event, data: JSON.parse(event.data) } : undefined
}

async function read(body: ReadableStream<Uint8Array>, heard: () => void, tell: (event: LiveEvent) => void) {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        heard()
        const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
            const event = event_of(block)
            if (event) tell(event)
        }
    }
}

class Refused extends Error {
    constructor(
        readonly status: number,
        readonly wait_ms: number,
    ) {
        super(`${status}`)
    }
}

// Until the stream ends, as it does with its token. Throws: Refused, and whatever breaks a connection.
async function once(address: string, after: string, end: AbortSignal, tell: (event: LiveEvent) => void) {
    const token = await session.token()
    const broken = new AbortController()
    let timer = 0
    const heard = () => {
        clearTimeout(timer)
        timer = window.setTimeout(() => broken.abort(), silence_ms)
    }
    heard()
    try {
        const answer = await fetch(address, {
            headers: {
                Accept: 'text/event-stream',
                ...(token ? { Authorization: `Bearer ${token}` } : {}),
                'Last-Event-ID': after,
            },
            signal: AbortSignal.any([end, broken.signal]),
        })
        if (answer.status === 401) await session.renew()
        if (!answer.ok || !answer.body)
            throw new Refused(answer.status, Number(answer.headers.get('Retry-After')) * 1_000 || 0)
        await read(answer.body, heard, tell)
    } finally {
        clearTimeout(timer)
    }
}

// Follows until the answer is called. `path` is one of the API's, `after` the position of what was read. `reset` says: it must be read
// again.
export function follow(
    path: string,
    query: Record<string, string>,
    after: string,
    follower: Follower,
): () => void {
    const end = new AbortController()
    const address = `/api/v1${path}?${new URLSearchParams(query)}`
    let last = after
    let failures = 0
    const tell = (event: LiveEvent) => {
        if (end.signal.aborted) return
        last = event.id || last
        failures = 0
        if (event.type === 'ready' || event.type === 'reset') follower.state('live')
        follower.event(event)
    }
    const run = async () => {
        while (!end.signal.aborted) {
            let wait_ms = 0
            try {
                await once(address, last, end.signal, tell)
            } catch (error) {
                if (end.signal.aborted) return
                follower.state('lost')
                if (error instanceof Refused && (error.status === 403 || error.status === 404)) return
                wait_ms = error instanceof Refused ? error.wait_ms : 0
                ++failures
            }
            const pause_ms = pauses_ms[Math.min(failures, pauses_ms.length - 1)] ?? 0
            await new Promise((resolve) => setTimeout(resolve, Math.max(wait_ms, pause_ms)))
        }
    }
    void run()
    return () => end.abort()
}
