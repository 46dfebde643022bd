// Something to take elsewhere: as text that can be marked, and with a button that copies it.
import { useState } from 'react'
import { useAccountWords } from '../i18n/account'
import { Button } from './parts'

export function Copied({ text, label, action }: { text: string; label: string; action: string }) {
    const words = useAccountWords().calendars
    const [said, say] = useState('')
    // Not every browser lets a page without a certificate write to the clipboard.
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text)
            say(words.copied)
        } catch {
            say(words.not_copied)
        }
    }
    return (
        <div className="space-y-3">
            <p className="font-medium">{label}</p>
            <p className="rounded-control border border-line bg-bg p-3 font-mono text-sm break-all select-all">
                {text}
            </p>
            <div className="flex flex-wrap items-center gap-3">
                <Button look="secondary" onClick={copy}>
                    {action}
                </Button>
                <span role="status">{said}</span>
            </div>
        </div>
    )
}
