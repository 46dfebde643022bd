// docs/security/asvs.md names tests and files: all of them exist, and no requirement is left out.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const text = readFileSync(join(root, 'docs/security/asvs.md'), 'utf8')
const rows = text.split('\n').flatMap((line) => {
    const cells = /^\| (\d+\.\d+\.\d+) \|/.test(line) ? line.split('|').slice(1, -1).map((cell) => cell.trim()) : []
    return cells.length ? [{ number: cells[0], level: cells[1], state: cells[3], why: cells[4] }] : []
})

// The requirements of levels 1 and 2, by section.
const requirements = {
    '1.1': '1 2', '1.2': '1 2 3 4 5 6 7 8 9', '1.3': '1 2 3 4 5 6 7 8 9 10 11', '1.4': '1 2 3', '1.5': '1 2', '2.1': '1 2 3', '2.2': '1 2 3', '2.3': '1 2 3 4', '2.4': '1',
    '3.2': '1 2', '3.3': '1 2 3 4', '3.4': '1 2 3 4 5 6', '3.5': '1 2 3 4 5', '3.7': '1 2', '4.1': '1 2 3', '4.2': '1', '4.3': '1 2', '4.4': '1 2 3 4',
    '5.1': '1', '5.2': '1 2 3', '5.3': '1 2', '5.4': '1 2 3', '6.1': '1 2 3', '6.2': '1 2 3 4 5 6 7 8 9 10 11 12', '6.3': '1 2 3 4', '6.4': '1 2 3 4', '6.5': '1 2 3 4 5', '6.6': '1 2 3', '6.8': '1 2 3 4',
    '7.1': '1 2 3', '7.2': '1 2 3 4', '7.3': '1 2', '7.4': '1 2 3 4 5', '7.5': '1 2', '7.6': '1 2', '8.1': '1 2', '8.2': '1 2 3', '8.3': '1', '8.4': '1', '9.1': '1 2 3', '9.2': '1 2 3 4',
    '10.1': '1 2', '10.2': '1 2', '10.3': '1 2 3 4', '10.4': '1 2 3 4 5 6 7 8 9 10 11', '10.5': '1 2 3 4 5', '10.6': '1 2', '10.7': '1 2 3',
    '11.1': '1 2', '11.2': '1 2 3', '11.3': '1 2 3', '11.4': '1 2 3 4', '11.5': '1', '11.6': '1', '12.1': '1 2 3', '12.2': '1 2', '12.3': '1 2 3 4', '13.1': '1', '13.2': '1 2 3 4 5', '13.3': '1 2', '13.4': '1 2 3 4 5',
    '14.1': '1 2', '14.2': '1 2 3 4', '14.3': '1 2 3', '15.1': '1 2 3', '15.2': '1 2 3', '15.3': '1 2 3 4 5 6 7', '16.1': '1', '16.2': '1 2 3 4 5', '16.3': '1 2 3 4', '16.4': '1 2 3', '16.5': '1 2 3',
    '17.1': '1', '17.2': '1 2 3 4', '17.3': '1 2',
}

test('every requirement has its row, with a state', () => {
    assert.deepEqual(rows.map((row) => row.number), Object.entries(requirements).flatMap(([section, last]) => last.split(' ').map((one) => `${section}.${one}`)))
    for (const row of rows) {
        assert.match(row.level, /^[12]$/, row.number)
        assert.match(row.state, /^(met|partly|not met|n\/a)$/, row.number)
        assert.ok(row.why.length > 0, row.number)
    }
    const count = (state) => rows.filter((row) => row.state === state).length
    assert.ok(text.includes(`${rows.length} requirements: ${count('met')} met, ${count('partly')} partly, ${count('not met')} not met, ${count('n/a')} not applicable.`), 'the sum is right')
})

test('every test and file that it names exists', () => {
    const missing = rows.flatMap(({ number, why }) =>
        [...why.matchAll(/`((?:src|tests|docs|cmake|migrations)\/[\w./-]+|[\w.]+\.(?:txt|md|json))`(?: "([^"]+)")?/g)].flatMap(([, file, name]) => {
            if (!existsSync(join(root, file))) return [`${number}: ${file}`]
            if (!name) return []
            const source = readFileSync(join(root, file), 'utf8')
            const found = file.endsWith('.mjs') ? new RegExp(`(test|check)\\(\\s*['\`]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(source) : new RegExp(`\\b${name}\\b`).test(source)
            return found ? [] : [`${number}: ${file} "${name}"`]
        }),
    )
    assert.deepEqual(missing, [])
    assert.ok([...text.matchAll(/`[\w./-]+` "/g)].length > 100)
})
