// Comes with src/early.ts for those who work here, and asks for what the page at this address is made of, and for what it shows first:
// the application takes the answers (api/client) when it has come.
import type { SignedIn } from './api/session'
import type { Renewal } from './early'

declare global {
    interface Window {
        venera_answers?: Map<string, Promise<{ answer: Response; at: number } | undefined>> // by address; when it came
    }
}

const patience_ms = 15_000

// Here, as what is asked for early must be what the pages ask for.
export const today = () => new Intl.DateTimeFormat('en-CA').format(new Date())
// The last thirty days until today; the days that were not chosen are those.
export function days_of({ from, until = today() }: { from?: string; until?: string }) {
    const first = new Date(Date.parse(`${until}T12:00:00Z`) - 29 * 86_400_000)
    return { from: from ?? first.toISOString().slice(0, 10), until }
}

// Where a day begins, and whose. To be there as somebody else is refused, and what is refused is on record: nothing is asked for.
const begun = ['doctor /practice', 'staff /desk', 'admin /desk', 'admin /admin/statistics']
const may_begin = (role: string) => begun.includes(`${role} ${location.pathname}`)

// " assets/a.js; /desk assets/b.js assets/c.js": what is around all of their pages, and what some are made of besides.
function ask_for_parts(role: string) {
    const parts = document.querySelector<HTMLElement>('[data-parts]')?.dataset.parts ?? ''
    for (const part of parts.split('; ')) {
        const [address, ...files] = part.split(' ')
        if (address && !(address === location.pathname && may_begin(role))) continue
        for (const file of files) {
            const link = document.createElement('link')
            link.rel = 'modulepreload'
            link.href = `/${file}`
            document.head.append(link)
        }
    }
}

// As their pages and routes/ahead ask for it. What an address narrows is left to them.
function shown_first({ role, doctor_id }: SignedIn['user']): string[] {
    if (location.search || !may_begin(role)) return []
    const clinics = '/clinics?limit=100'
    if (location.pathname === '/desk') return [clinics]
    if (role === 'doctor') return [`/doctors/${doctor_id}/schedule`, `/doctors/${doctor_id}/agenda?days=1`]
    const days = new URLSearchParams({ ...days_of({}), unit: 'day' })
    return [`/appointments/statistics?${days}`, clinics, '/specialties']
}

function ask({ user, access_token }: SignedIn) {
    const headers = {
        'Accept-Language': document.documentElement.lang,
        Authorization: `Bearer ${access_token}`,
    }
    const signal = AbortSignal.timeout(patience_ms)
    const answers = new Map(
        shown_first(user).map((path) => {
            const address = `/api/v1${path}`
            return [
                address,
                fetch(address, { headers, signal }).then(
                    (answer) => ({ answer, at: Date.now() }),
                    () => undefined,
                ),
            ]
        }),
    )
    window.venera_answers = answers
    // What nobody has asked for until then is old.
    setTimeout(() => answers.clear(), patience_ms)
}

// What is shown is asked for before the code that shows it: a browser asks for six at a time.
export async function begin(renewal: Promise<Renewal | undefined>) {
    const news = (await renewal)?.news
    if (!news) return
    ask(news)
    ask_for_parts(news.user.role)
}
