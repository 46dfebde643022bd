// A mail server of one's own: npm's smtp-server on a free port, which keeps what it is given and does as the test says.
import { SMTPServer } from 'smtp-server'
import { simpleParser } from 'mailparser'

export class MailServer {
    // `options` as smtp-server takes them; without certificates it speaks plain SMTP.
    constructor(options = {}) {
        this.mails = []
        this.connections = 0
        // What the next messages are answered with, the first first: {code, at: 'connect' | 'rcpt' | 'data'}; 'hang' as the code
        // never answers. Empty: accept.
        this.answers = []
        this.always = undefined
        this.delay_ms = 0 // before a mail is taken
        this.options = options
    }

    next(at) {
        if (this.always?.at === at) return this.always
        if (this.answers[0]?.at === at) return this.answers.shift()
        return undefined
    }

    reply(at, done) {
        const answer = this.next(at)
        if (!answer) return this.delay_ms && at === 'data' ? setTimeout(done, this.delay_ms) : done()
        if (answer.code === 'hang') return undefined
        const error = new Error('as the test wished')
        error.responseCode = answer.code
        return done(error)
    }

    async start(port = 0) {
        this.server = new SMTPServer({
            disabledCommands: this.options.secure || this.options.cert ? [] : ['STARTTLS'],
            authOptional: true,
            disableReverseLookup: true,
            logger: false,
            onConnect: (session, done) => {
                this.connections += 1
                this.reply('connect', done)
            },
            onRcptTo: (address, session, done) => this.reply('rcpt', done),
            onData: (stream, session, done) => {
                const chunks = []
                stream.on('data', (chunk) => chunks.push(chunk))
                stream.on('end', () => {
                    const raw = Buffer.concat(chunks).toString('latin1')
                    this.reply('data', (error) => {
                        if (!error) this.mails.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((one) => one.address), raw, at: Date.now() })
                        done(error)
                    })
                })
            },
            ...this.options,
        })
        this.server.on('error', () => {})
        await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve))
        this.port = this.server.server.address().port
        return this
    }

    // Ends all connections: those that Venera keeps for the next mail, too.
    hang_up() {
        for (const connection of this.server.connections ?? []) connection.close()
    }

    async stop() {
        await new Promise((resolve) => {
            this.server.close(resolve)
            this.hang_up()
        })
    }

    // The settings with which Venera sends here.
    env(more = {}) {
        return { VENERA_MAIL__SMTP_HOST: '127.0.0.1', VENERA_MAIL__SMTP_PORT: String(this.port), VENERA_MAIL__SMTP_SECURITY: 'none', ...more }
    }

    to(address) {
        return this.mails.filter((mail) => mail.to.includes(address))
    }

    // Waits until there are `count` mails to an address and returns them, parsed.
    async arrived(address, count = 1, patience_ms = 60_000) {
        const until = Date.now() + patience_ms
        while (this.to(address).length < count) {
            if (Date.now() > until) throw new Error(`${this.to(address).length} of ${count} mails to ${address}`)
            await new Promise((resolve) => setTimeout(resolve, 20))
        }
        return Promise.all(this.to(address).map((mail) => simpleParser(Buffer.from(mail.raw, 'latin1'))))
    }
}

export const mail_server = (options) => new MailServer(options).start()
