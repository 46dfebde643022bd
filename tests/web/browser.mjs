// A browser without a window: Debian's chromium over its debugging pipe, messages of JSON that end with a zero byte.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = process.env.VENERA_CHROMIUM ?? '/usr/bin/chromium'

export class Browser {
    async start() {
        this.folder = mkdtempSync(join(tmpdir(), 'venera-browser-'))
        const quiet = ['--no-first-run', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--hide-scrollbars']
        this.child = spawn(program, ['--headless=new', '--no-sandbox', '--remote-debugging-pipe', `--user-data-dir=${this.folder}`, ...quiet, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
        this.waiting = new Map()
        this.next = 0
        let rest = ''
        this.child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
            const parts = (rest + chunk).split('\0')
            rest = parts.pop()
            for (const part of parts) {
                const message = JSON.parse(part)
                const waiting = this.waiting.get(message.id)
                this.waiting.delete(message.id)
                if (message.error) waiting?.reject(new Error(message.error.message))
                else waiting?.resolve(message.result)
            }
        })
        const { targetInfos } = await this.call('Target.getTargets')
        const { sessionId } = await this.call('Target.attachToTarget', { targetId: targetInfos.find((one) => one.type === 'page').targetId, flatten: true })
        this.session = sessionId
        this.frame = (await this.page('Page.getFrameTree')).frameTree.frame.id
        return this
    }

    call(method, params = {}, sessionId = undefined) {
        const id = ++this.next
        return new Promise((resolve, reject) => {
            this.waiting.set(id, { resolve, reject })
            this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
        })
    }
    page(method, params) {
        return this.call(method, params, this.session)
    }

    // Shows a document as a screen of this width would, `scheme` light or dark.
    async show(html, { width, scheme = 'light' }) {
        await this.page('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: false })
        await this.page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
        await this.page('Page.setDocumentContent', { frameId: this.frame, html })
    }
    async evaluate(expression) {
        const { result, exceptionDetails } = await this.page('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
        return result.value
    }
    async screenshot() {
        return Buffer.from((await this.page('Page.captureScreenshot', { captureBeyondViewport: true })).data, 'base64')
    }

    async stop() {
        const ended = new Promise((resolve) => this.child.once('exit', resolve))
        this.child.kill('SIGKILL')
        await ended
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
}
