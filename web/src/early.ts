// Comes before the application, which is a hundred times as large, and asks for what it will want: who is here, and for those who work
// here src/early_office.ts. Only where somebody signed in before there is a mark (api/session).
import type { SignedIn } from './api/session'

export interface Renewal {
    status: number
    news: SignedIn | false
}
declare global {
    interface Window {
        venera_renewal?: Promise<Renewal | undefined>
    }
}

const marked = localStorage.getItem('venera.signed_in')
window.venera_renewal = marked
    ? fetch('/api/v1/auth/refresh', { method: 'POST' })
          .then(async (answer) => ({ status: answer.status, news: answer.ok && (await answer.json()) }))
          .catch(() => undefined)
    : undefined

const office = document.querySelector<HTMLElement>('[data-office]')?.dataset.office
if (marked && office && !marked.endsWith(' patient'))
    import(/* @vite-ignore */ office).then(
        ({ begin }) => begin(window.venera_renewal),
        () => undefined,
    )

// A browser that has written no day or number so far takes a slow telephone's tenth of a second for the first: here it waits anyway.
Intl.DateTimeFormat().format()
Intl.NumberFormat().format(0)
