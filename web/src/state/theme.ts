import { useSyncExternalStore } from 'react'
import { keep_cookie } from './cookies'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const root = document.documentElement
const listeners = new Set<() => void>()
const current = () => (root.dataset.theme as Theme | undefined) ?? 'system'

export function choose_theme(theme: Theme) {
    root.dataset.theme = theme
    keep_cookie('venera_theme', theme)
    for (const listener of listeners) listener()
}

export function useTheme(): Theme {
    return useSyncExternalStore((listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
    }, current)
}
