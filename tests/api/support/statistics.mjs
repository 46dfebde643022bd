// Whether two samples differ: Mann-Whitney's U with the normal approximation (samples of a hundred and more).
export function mann_whitney(a, b) {
    const all = [...a.map((value) => ({ value, of_a: true })), ...b.map((value) => ({ value, of_a: false }))].sort((x, y) => x.value - y.value)
    let rank_sum = 0
    for (let i = 0; i < all.length; ) {
        let j = i
        while (j < all.length && all[j].value === all[i].value) ++j
        for (let k = i; k < j; ++k) if (all[k].of_a) rank_sum += (i + j + 1) / 2
        i = j
    }
    const u = rank_sum - (a.length * (a.length + 1)) / 2
    const sigma = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12)
    const z = Math.abs(u - (a.length * b.length) / 2) / sigma
    return 2 * (1 - normal(z))
}

// Abramowitz and Stegun, 26.2.17.
function normal(z) {
    const t = 1 / (1 + 0.2316419 * z)
    const tail = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
    return 1 - tail * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
}

export const median = (values) => [...values].sort((x, y) => x - y)[values.length >> 1]
