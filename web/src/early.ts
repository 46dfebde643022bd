// Comes before the application, which is a hundred times as large, and asks for what it will want: who is here, and for those who work
// here src/early_office.ts. Only where somebody signed in before there is a mark (api/session).
import type { SignedIn } from './api/session'

export interface Renewal {
    status: number
    news: SignedIn | false
}
// Whose browser this was last, and their role.
export const marked = localStorage.getItem('venera.signed_in')
export const renewal: Promise<Renewal | undefined> | undefined = marked
    ? fetch('/api/v1/auth/refresh', { method: 'POST' })
          .then(async (answer) => ({ status: answer.status, news: answer.ok && (await answer.json()) }))
          .catch(() => undefined)
    : undefined

// Files that the page names. What draws is half of the application: asked for here it does not hold up the other half, which meanwhile
// asks for what is to be drawn.
const { office, drawing } = document.querySelector<HTMLElement>('[data-office]')?.dataset ?? {}
if (drawing) import(/* @vite-ignore */ drawing).catch(() => undefined)
if (marked && office && !marked.endsWith(' patient'))
    import(/* @vite-ignore */ office).then(
        ({ begin }) => begin(renewal),
        () => undefined,
    )

// A browser that has written no day or number so far takes a slow telephone's tenth of a second for the first: here it waits anyway.
Intl.DateTimeFormat().format()
Intl.NumberFormat().format(0)
