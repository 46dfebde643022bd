// What a reader downloads, from the manifest of the build: the first page, and each page on top of it, in bytes of gzip. Ends with 1 if
// one is over its budget.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', 'build', 'web')
const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))
const budgets = { first: 125_000, patient: 150_000, staff: 260_000, css: 12_000 }
const staff = /pages\/(practice|desk|admin|registry)|ui\/area/

function size(file) {
    const path = join(folder, file)
    return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size
}
function needs(name, found = new Set()) {
    if (found.has(name)) return found
    found.add(name)
    for (const other of manifest[name].imports ?? []) needs(other, found)
    return found
}
const bytes = (names, pick) =>
    [...new Set([...names].flatMap((name) => pick(manifest[name])))].reduce(
        (sum, file) => sum + size(file),
        0,
    )

// What draws is half of it: src/early.ts asks for it.
const drawing = Object.keys(manifest).find((name) => manifest[name].name === 'drawing')
const first = needs(drawing, needs('src/early.ts', needs('index.html')))
const rows = [['first page', bytes(first, (chunk) => [chunk.file]), budgets.first]]
for (const name of Object.keys(manifest).filter((one) => manifest[one].isDynamicEntry)) {
    const all = new Set([...first, ...needs(name)])
    rows.push([name, bytes(all, (chunk) => [chunk.file]), staff.test(name) ? budgets.staff : budgets.patient])
}
rows.push(['css', bytes(Object.keys(manifest), (chunk) => chunk.css ?? []), budgets.css])
for (const [name, measured, budget] of rows)
    console.log(
        `${measured <= budget ? 'ok  ' : 'OVER'} ${(measured / 1000).toFixed(1).padStart(6)} of ${budget / 1000} kB  ${name}`,
    )
if (rows.some(([, measured, budget]) => measured > budget)) process.exitCode = 1
