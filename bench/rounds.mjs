// Rounds in which everybody runs once, in changing order: nobody always finds the colder cache or the fuller log. A figure is
// the median of its rounds, a ratio the median of the ratios within each round.
import { options } from './options.mjs'

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

// `runs`: a function of the round for each name. Returns the results of each name, by round.
export async function rounds(runs) {
    const results = Object.fromEntries(Object.keys(runs).map((name) => [name, []]))
    for (let round = 0; round < options.rounds; ++round) {
        const names = Object.keys(runs)
        if (round % 2) names.reverse()
        for (const name of names) results[name][round] = await runs[name](round)
    }
    return results
}

const median_of = (results, name) => {
    const values = results.map((result) => result[name]).filter((value) => value !== undefined)
    return values.length ? median(values) : undefined
}

// One row of the table. `reference`: { name, results } of the same rounds.
export function row(part, what, results, reference, extra = {}) {
    const ratios = reference?.results.map((other, round) => results[round].rate / other.rate)
    return {
        part,
        what,
        rate: median_of(results, 'rate'),
        p50_ms: median_of(results, 'p50_ms'),
        p99_ms: median_of(results, 'p99_ms'),
        cpu_us: median_of(results, 'cpu_us'),
        refused: results.reduce((sum, result) => sum + (result.refused ?? 0), 0),
        reference: reference?.name,
        ratio: ratios && median(ratios),
        ratios,
        ...extra,
        results,
    }
}
