// A choice of this browser that the server reads before it sends the page. Nothing personal.
export function keep_cookie(name: 'venera_language' | 'venera_theme', value: string) {
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in all browsers
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}
