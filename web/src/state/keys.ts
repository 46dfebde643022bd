// A key of idempotency, also where the page is not in a secure context and crypto.randomUUID is not there.
export function random_key(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) =>
        octet.toString(16).padStart(2, '0'),
    ).join('')
}
