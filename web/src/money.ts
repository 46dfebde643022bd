// Amounts as people type them, in whole units with a point or a comma, and as the API counts them.
const digits_of = (currency: string) => {
    try {
        return (
            new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
                .maximumFractionDigits ?? 2
        )
    } catch {
        return 2 // no currency yet
    }
}

export const text_of_cents = (cents: number, currency: string) =>
    (cents / 10 ** digits_of(currency)).toFixed(digits_of(currency))

// What an amount looks like: "45.00", or "45" of a currency that has no smaller unit.
export const example_of = (currency: string) => (45).toFixed(digits_of(currency))

// "45", "45.5" or "45,50" -> 4550; nothing for what is no amount, as "1.500" of a currency with cents, where
// the point may be meant to part the thousands.
export function cents_of(text: string, currency: string): number | undefined {
    const digits = digits_of(currency)
    const found = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim())
    const fraction = found?.[2] ?? ''
    if (!found || fraction.length > digits) return undefined
    return Number(found[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0)
}
