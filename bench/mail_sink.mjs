// A mail server that takes everything and keeps nothing, as a process of its own: npm's smtp-server from tests/package.json.
// Prints its port, then one line of the number of mails whenever it is asked by a line.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(join(fileURLToPath(new URL('..', import.meta.url)), 'tests', 'package.json'))
const { SMTPServer } = require('smtp-server')

let mails = 0
const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData: (stream, session, done) => {
        stream.on('data', () => {})
        stream.on('end', () => {
            mails += 1
            done()
        })
    },
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => console.log(`port ${server.server.address().port}`))
process.stdin.on('data', () => console.log(`mails ${mails}`))
process.stdin.on('end', () => process.exit(0))
