// Tables as files for spreadsheets (RFC 4180). What a spreadsheet would take for a formula is made text, as the server does it.
import { save_file } from './files'

type Cell = string | number | null | undefined

function cell_text(cell: Cell): string {
    const text = String(cell ?? '')
    const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

// The mark at the beginning tells spreadsheets that it is UTF-8.
export function save_table(name: string, rows: Cell[][]) {
    const text = rows.map((row) => `${row.map(cell_text).join(',')}\r\n`).join('')
    save_file(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
}
