import { useSyncExternalStore } from 'react'

export interface Toast {
    id: number
    text: string
}

const shown_for_ms = 6_000
let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()
const become = (next: Toast[]) => {
    toasts = next
    for (const listener of listeners) listener()
}

export function toast(text: string) {
    const id = ++last
    become([...toasts, { id, text }])
    setTimeout(() => dismiss(id), shown_for_ms)
}
export const dismiss = (id: number) => become(toasts.filter((one) => one.id !== id))

export function useToasts(): Toast[] {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
        },
        () => toasts,
    )
}
