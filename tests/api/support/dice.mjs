// Choices that a seed repeats: printed at the start of a test, replayed with VENERA_SEED.
export const seed = Number(process.env.VENERA_SEED ?? Date.now() % 1_000_000)

// mulberry32: small, seeded, good enough to choose operations.
export function dice(from) {
    let state = from >>> 0
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0
        let t = Math.imul(state ^ (state >>> 15), 1 | state)
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
    return { below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] }
}
