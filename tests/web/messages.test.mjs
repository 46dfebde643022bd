// Every message in both languages as a browser shows it (the snapshots that the unit tests compare): nothing is wider than a telephone
// of 320 px or a mail program's 600, also with words that do not end, and on either ground the words can be read.
// VENERA_SCREENSHOTS=folder writes what it looks like, to be looked at.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../api/support/server.mjs'
import { Browser } from './browser.mjs'

const snapshots = join(root, 'src', 'notifications', 'snapshots')
const messages = ['en', 'es'].flatMap((language) =>
    readdirSync(join(snapshots, language)).map((file) => {
        const text = readFileSync(join(snapshots, language, file), 'utf8')
        return { language, name: file.split('.')[0], html: text.slice(text.indexOf('----\n') + 5) }
    }))
const endless = (html) => html.replace('Dr. Luz &lt;Vega&gt; &amp; Co', 'Dr.'.padEnd(90, 'x')).replace('hooks.clinic.example', 'hooks.'.padEnd(200, 'x')).replace('VEN-4X7K2M', 'VEN-'.padEnd(80, 'X'))

// In the page: how much wider it is than the screen, and the smallest contrast of a word with its ground, by WCAG 2.2.
const look = `(() => {
    const rgb = (text) => text.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
    const ground = (element) => {
        const found = rgb(getComputedStyle(element).backgroundColor)
        return found[3] === 0 && element.parentElement ? ground(element.parentElement) : found
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    let least = 21, widest = document.documentElement.scrollWidth
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        if (!walker.currentNode.data.trim() || element.offsetParent === null) continue
        const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((one, other) => other - one)
        least = Math.min(least, (a + 0.05) / (b + 0.05))
        for (const box of element.getClientRects()) widest = Math.max(widest, Math.ceil(box.right))
    }
    return { wider: widest - innerWidth, least }
})()`

let browser
before(async () => {
    browser = await new Browser().start()
})
after(() => browser?.stop())

for (const scheme of ['light', 'dark']) {
    for (const width of [320, 600]) {
        test(`messages fit ${width} px and can be read on a ${scheme} ground`, { timeout: 300_000 }, async () => {
            assert.ok(messages.length >= 34, 'all of them')
            for (const { language, name, html } of messages) {
                for (const page of [html, endless(html)]) {
                    await browser.show(page, { width, scheme })
                    const { wider, least } = await browser.evaluate(look)
                    assert.ok(wider <= 0, `${language} ${name}: ${wider} px too wide`)
                    assert.ok(least >= 4.5, `${language} ${name}: contrast ${least}`)
                }
                if (!process.env.VENERA_SCREENSHOTS) continue
                await browser.show(html, { width, scheme })
                mkdirSync(process.env.VENERA_SCREENSHOTS, { recursive: true })
                writeFileSync(join(process.env.VENERA_SCREENSHOTS, `${name}-${language}-${scheme}-${width}.png`), await browser.screenshot())
            }
        })
    }
}
