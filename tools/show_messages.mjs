// Every message as a browser shows it, from the snapshots: one picture for each language, width (320 and 600 px) and light or
// dark. To be looked at after a change of templates:  node tools/show_messages.mjs FOLDER
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const snapshots = join(fileURLToPath(new URL('..', import.meta.url)), 'src', 'notifications', 'snapshots')
const folder = resolve(process.argv[2] ?? '.')
const work = mkdtempSync(join(tmpdir(), 'venera-messages-'))
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
mkdirSync(folder, { recursive: true })
try {
    for (const language of readdirSync(snapshots)) {
        const pages = readdirSync(join(snapshots, language)).map((name) => readFileSync(join(snapshots, language, name), 'utf8').split('\n----\n')[1])
        for (const [width, height, columns] of [[320, 740, 5], [600, 500, 4]]) {
            const frames = pages.map((page) => `<iframe style="width:${width}px;height:${height}px;border:1px solid gray" srcdoc="${escaped(page)}"></iframe>`)
            const sheet = join(work, `${language}-${width}.html`)
            writeFileSync(sheet, `<meta charset="utf-8"><meta name="color-scheme" content="light dark"><body style="margin:0;line-height:0">${frames.join('')}`)
            const size = `${columns * (width + 2)},${Math.ceil(pages.length / columns) * (height + 2)}`
            for (const [scheme, number] of [['light', 1], ['dark', 0]])
                execFileSync('chromium', ['--headless', '--no-sandbox', '--hide-scrollbars', `--user-data-dir=${join(work, 'profile')}`, `--blink-settings=preferredColorScheme=${number}`,
                    `--window-size=${size}`, `--screenshot=${join(folder, `${language}-${width}-${scheme}.png`)}`, `file://${sheet}`], { stdio: 'ignore', timeout: 60_000 })
        }
    }
} finally {
    rmSync(work, { recursive: true, force: true })
}
