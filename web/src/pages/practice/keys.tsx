// Single letters that do something on the agenda. They can be turned off: who speaks to their computer types them unasked.
import { useEffect, useState } from 'react'
import { usePracticeWords } from '../../i18n/practice'
import { Button, Dialog } from '../../ui/parts'

const kept_as = 'venera.practice.keys'

export function useKeys(actions: Record<string, () => void>, is_on: boolean) {
    useEffect(() => {
        const press = (event: KeyboardEvent) => {
            const target = event.target as HTMLElement
            const is_typing = target.closest(
                'input:not([type=radio], [type=checkbox]), select, textarea, dialog',
            )
            if (is_typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
            const action = actions[event.key]
            if (!action || (!is_on && event.key !== '?')) return
            event.preventDefault()
            action()
        }
        document.addEventListener('keydown', press)
        return () => document.removeEventListener('keydown', press)
    }, [actions, is_on])
}

export function useKeysChoice(): [boolean, (on: boolean) => void] {
    const [is_on, set] = useState(() => localStorage.getItem(kept_as) !== 'off')
    return [
        is_on,
        (on) => {
            localStorage.setItem(kept_as, on ? 'on' : 'off')
            set(on)
        },
    ]
}

export function KeysDialog({
    open,
    close,
    is_on,
    choose,
}: {
    open: boolean
    close: () => void
    is_on: boolean
    choose: (on: boolean) => void
}) {
    const own = usePracticeWords()
    return (
        <Dialog title={own.agenda.keys_title} open={open} close={close}>
            <table className="mt-4 w-full text-left">
                <caption className="sr-only">{own.agenda.keys_title}</caption>
                <tbody>
                    {Object.values(own.agenda.keys_of).map(([key, what]) => (
                        <tr key={key}>
                            <th scope="row" className="py-1 pr-4 font-normal">
                                <kbd className="rounded border border-control px-2 font-mono">{key}</kbd>
                            </th>
                            <td>{what}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            <label className="mt-4 flex min-h-9 items-center gap-2">
                <input
                    type="checkbox"
                    className="size-5 accent-primary"
                    checked={is_on}
                    onChange={(event) => choose(event.target.checked)}
                />
                {own.agenda.keys_on}
            </label>
            <Button look="secondary" className="mt-4" onClick={close}>
                {own.visit.close}
            </Button>
        </Dialog>
    )
}
