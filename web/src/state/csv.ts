// Tables as files for spreadsheets (RFC 4180). What a spreadsheet would take for a formula is made text, as the server does it.
import { save_file } from './files'

// As in src/platform/values/csv.cpp: also after spaces, controls and what is not to be seen.
const formula =
    /^(?:(?![\x80-\x9f])\p{Cc}|[\p{Cc}\p{Z}\xad\u180e\u200b-\u200f\u2060\ufeff]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/u

type Cell = string | number | null | undefined

export function cell_text(cell: Cell): string {
    const text = String(cell ?? '')
    const safe = typeof cell === 'string' && formula.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

// The mark at the beginning tells spreadsheets that it is UTF-8.
export function save_table(name: string, rows: Cell[][]) {
    const text = rows.map((row) => `${row.map(cell_text).join(',')}\r\n`).join('')
    save_file(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
}
