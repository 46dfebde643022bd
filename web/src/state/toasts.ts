import { useSyncExternalStore } from 'react'
import { session } from '../api/session'

export interface Toast {
    id: number
    text: string
    action?: Action
}
// What can still be done about it, most often to undo it.
export interface Action {
    label: string
    run: () => void
}

const shown_for_ms = 6_000
const shown_with_action_for_ms = 12_000
let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()
const become = (next: Toast[]) => {
    toasts = next
    for (const listener of listeners) listener()
}

export function toast(text: string, action?: Action) {
    const id = ++last
    become([...toasts, { id, text, action }])
    setTimeout(() => dismiss(id), action ? shown_with_action_for_ms : shown_for_ms)
}
export const dismiss = (id: number) => become(toasts.filter((one) => one.id !== id))
session.at_leaving(() => become([]))

export function useToasts(): Toast[] {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
        },
        () => toasts,
    )
}
