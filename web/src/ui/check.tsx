import type { ReactNode } from 'react'

// Yes or no, as a native box in the form of a row.
export function Check({
    checked,
    onChange,
    children,
}: {
    checked: boolean
    onChange: (checked: boolean) => void
    children: ReactNode
}) {
    return (
        <label className="flex min-h-12 cursor-pointer items-center gap-3">
            <input
                type="checkbox"
                checked={checked}
                onChange={(event) => onChange(event.target.checked)}
                className="size-5 shrink-0 accent-primary"
            />
            <span className="min-w-0">{children}</span>
        </label>
    )
}
