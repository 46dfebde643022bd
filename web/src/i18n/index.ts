// The words of the pages. English says what there is; Spanish has the same type, so that a missing word does not compile. A part of
// the application that loads later brings a pair of its own: `const words = pair({ en: {...}, es: {...} })`.
import { useSyncExternalStore } from 'react'
import { keep_cookie } from '../state/cookies'
import { en } from './en'
import { es } from './es'

export type Language = 'en' | 'es'

let language: Language = document.documentElement.lang === 'es' ? 'es' : 'en'
const listeners = new Set<() => void>()

export const current_language = () => language

export function choose_language(next: Language) {
    language = next
    document.documentElement.lang = next
    keep_cookie('venera_language', next)
    for (const listener of listeners) listener()
}

export function useLanguage(): Language {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
        },
        () => language,
    )
}

export function pair<T>(both: { en: T; es: T }): () => T {
    return () => both[useLanguage()]
}

const both = { en, es }
export const useWords = pair(both)
// For where nothing can be drawn.
export const words = () => both[language]

// The catalogue knows better what a specialty is called than what was written here before it was read.
export function learn_names(specialties: { code: string; name_es?: string | null }[]) {
    for (const { code, name_es } of specialties) if (name_es) es.names[code] = name_es
}

export const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
