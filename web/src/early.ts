// Comes before the application, which is a hundred times as large, and asks for what it will want: who is here, and for those who work
// here what all of their pages begin with. Only where somebody signed in before there is a mark (api/session).
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

const files = document.querySelector<HTMLElement>('[data-office]')?.dataset.office
if (marked && files && !marked.endsWith(' patient'))
    for (const file of files.split(' ')) {
        const link = document.createElement('link')
        link.rel = 'modulepreload'
        link.href = `/${file}`
        document.head.append(link)
    }
