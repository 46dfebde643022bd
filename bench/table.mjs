// Rows as text for people.
const number = (value) => (value === undefined ? '' : Math.round(value).toLocaleString('en-US'))
const short = (value, unit) => (value === undefined ? '' : `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`)

const columns = [
    ['part', (row) => row.part],
    ['what', (row) => row.what],
    ['rate/s', (row) => number(row.rate)],
    ['p50', (row) => short(row.p50_ms, 'ms')],
    ['p99', (row) => short(row.p99_ms, 'ms')],
    ['CPU/request', (row) => short(row.cpu_us, 'us')],
    ['refused', (row) => row.refused || ''],
    ['ratio', (row) => (row.ratio === undefined ? '' : row.ratio.toPrecision(3))],
    ['to', (row) => row.reference ?? ''],
    ['note', (row) => row.note ?? ''],
]
const left = new Set(['part', 'what', 'to', 'note'])

export function table(rows) {
    const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, text]) => String(text(row))))]
    const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column].length)))
    const pad = (text, column) => (left.has(columns[column][0]) ? text.padEnd(widths[column]) : text.padStart(widths[column]))
    return cells.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}
