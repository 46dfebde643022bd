// The mails that a server has delivered, read from its Maildir.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function mails_to(server, address) {
    const folder = join(server.data, 'venera', 'mail', 'new')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .sort()
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .filter((text) => text.includes(`\r\nTo: <${address}>\r\n`))
}

export const subject_of = (mail) => /\r\nSubject: ([^\r]*)/.exec(mail)[1]
export const token_of = (mail) => /#token=([\w-]+)/.exec(mail)[1]

// Waits until there is a mail to `address` with this subject that was not there in `before`.
export async function next_mail(server, address, subject, before = []) {
    for (let i = 0; i < 200; ++i) {
        const found = mails_to(server, address).find((mail) => subject_of(mail) === subject && !before.includes(mail))
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`no mail "${subject}" to ${address}; there are: ${mails_to(server, address).map(subject_of)}`)
}
