// Stars: shown with their number, never by their colour alone, and chosen as native radio buttons.
import { useId } from 'react'
import { useMoneyWords } from '../i18n/account_money'

const five = [1, 2, 3, 4, 5] as const

export function Stars({ rating }: { rating: number }) {
    const words = useMoneyWords().review
    return (
        <span className="inline-flex items-center gap-2">
            <span aria-hidden="true" className="tracking-widest text-primary">
                {'★'.repeat(rating)}
                {'☆'.repeat(5 - rating)}
            </span>
            <span className="text-sm text-muted">{words.of_five(rating)}</span>
        </span>
    )
}

export function ChooseStars({
    id,
    value,
    error,
    choose,
}: {
    id: string
    value: string
    error?: string
    choose: (value: string) => void
}) {
    const words = useMoneyWords().review
    const name = useId()
    return (
        <fieldset aria-describedby={error ? `${id}-error` : undefined}>
            <legend className="font-medium">{words.stars}</legend>
            <div className="mt-2 grid gap-2 sm:grid-cols-5">
                {five.map((n) => (
                    <label
                        key={n}
                        className={`relative flex min-h-12 cursor-pointer items-center gap-3 rounded-control border px-4 py-2 sm:flex-col sm:gap-1 sm:px-1 ${value === String(n) ? 'border-primary bg-soft text-on-soft' : 'border-control bg-surface hover:bg-soft'}`}
                    >
                        <input
                            id={n === 1 ? id : undefined}
                            type="radio"
                            name={name}
                            value={n}
                            className="sr-only"
                            checked={value === String(n)}
                            onChange={() => choose(String(n))}
                        />
                        <span aria-hidden="true" className="text-primary sm:text-sm">
                            {'★'.repeat(n)}
                            {'☆'.repeat(5 - n)}
                        </span>
                        <span className="text-sm">{words.names[n]}</span>
                    </label>
                ))}
            </div>
            {error && (
                <p id={`${id}-error`} className="mt-1 text-sm font-medium text-danger">
                    <span aria-hidden="true">▲ </span>
                    {error}
                </p>
            )}
        </fieldset>
    )
}
