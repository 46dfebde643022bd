// A mail as a mail program would show it, in a frame that runs nothing and leads nowhere. Styles within the text would be refused by
// the page's policy, so they are taken out of the text and set by us; the frame has our origin for that, and no scripts.
import { useEffect, useRef, useState } from 'react'

// The text without styles and addresses, and the rules of its style sheets.
function bared(html: string) {
    const sheets: string[] = []
    const text = html
        .replace(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_, sheet) => {
            sheets.push(sheet)
            return ''
        })
        .replace(/\sstyle="/gi, ' data-style="')
        .replace(/\shref="[^"]*"/gi, ' href="#"')
        .replace(/<meta[^>]*>/gi, '')
    return { text, sheets }
}

export function MailFrame({ title, html }: { title: string; html: string }) {
    const frame = useRef<HTMLIFrameElement>(null)
    const [height, set_height] = useState(480)
    const { text, sheets } = bared(html)
    const dress = () => {
        const inside = frame.current?.contentDocument
        const view = frame.current?.contentWindow as (Window & typeof globalThis) | null | undefined
        if (!inside || !view) return
        inside.adoptedStyleSheets = sheets.map((rules) => {
            const sheet = new view.CSSStyleSheet()
            sheet.replaceSync(rules)
            return sheet
        })
        for (const one of inside.querySelectorAll<HTMLElement>('[data-style]'))
            one.style.cssText = one.dataset.style ?? ''
        for (const link of inside.querySelectorAll('a')) link.removeAttribute('href')
        set_height(inside.documentElement.scrollHeight)
    }
    // biome-ignore lint/correctness/useExhaustiveDependencies: another mail is another document
    useEffect(() => {
        const watched = new ResizeObserver(() => {
            const inside = frame.current?.contentDocument?.documentElement
            if (inside) set_height(inside.scrollHeight)
        })
        if (frame.current) watched.observe(frame.current)
        return () => watched.disconnect()
    }, [html])
    return (
        <iframe
            ref={frame}
            title={title}
            sandbox="allow-same-origin"
            srcDoc={text}
            onLoad={dress}
            style={{ height }}
            className="box-content w-[calc(100%-2px)] rounded-control border border-line bg-surface"
        />
    )
}
