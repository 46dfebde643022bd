// Parts of the pages of operations and figures.

import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { useOperationWords } from '../../i18n/admin_operations'
import { Button, Notice, take_focus } from '../../ui/parts'

// A secret that is shown this once: to be copied, not to be typed.
export function Secret({ label, text, secret }: { label: string; text: string; secret: string }) {
    const id = useId()
    const words = useOperationWords()
    const [copied, set_copied] = useState(false)
    const copy = async () => {
        const field = document.getElementById(id)
        if (field instanceof HTMLInputElement) field.select()
        // Only a page that came over TLS, or from this machine, may write to the clipboard; else it is selected.
        const written = navigator.clipboard?.writeText(secret)
        set_copied((await written?.then(() => true).catch(() => false)) ?? false)
    }
    return (
        <div ref={take_focus} tabIndex={-1} className="my-4 outline-none">
            <Notice kind="warn">
                <label htmlFor={id} className="font-semibold">
                    {label}
                </label>
                <p className="mt-1">{text}</p>
                <div className="mt-2 flex flex-wrap gap-2">
                    <input
                        id={id}
                        readOnly
                        value={secret}
                        className="field min-w-0 flex-1 font-mono text-sm"
                    />
                    <Button look="secondary" onClick={copy}>
                        {words.copy}
                    </Button>
                </div>
                <p role="status" className="mt-1 text-sm">
                    {copied && words.copied}
                </p>
            </Notice>
        </div>
    )
}

// A number with its name, and what it means.
export function Tile({ name, value, hint }: { name: string; value: ReactNode; hint?: ReactNode }) {
    return (
        <div className="card p-4">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="text-2xl font-bold">{value}</dd>
            {hint && <dd className="text-sm text-muted">{hint}</dd>}
        </div>
    )
}

// An id or another text of machines, which may break anywhere.
export function Mono({ children }: { children: ReactNode }) {
    return <span className="font-mono text-sm break-all">{children}</span>
}
