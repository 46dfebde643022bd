// "Firefox, Android" of what a browser says of itself: enough for its owner to know it again. Nothing if it says nothing known.
const browsers: [RegExp, string][] = [
    [/\bEdg(A|iOS)?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bSamsungBrowser\//, 'Samsung Internet'],
    [/\b(Firefox|FxiOS)\//, 'Firefox'],
    [/\b(Headless)?(Chrome|CriOS)\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
    [/\b(iPhone|iPad)\b/, 'iOS'],
    [/\bAndroid\b/, 'Android'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b/, 'macOS'],
    [/\bCrOS\b/, 'ChromeOS'],
    [/\bLinux\b/, 'Linux'],
]
const first_of = (names: [RegExp, string][], text: string) => names.find(([sign]) => sign.test(text))?.[1]

export function device_name(user_agent: string | null | undefined): string | undefined {
    const parts = [browsers, systems].flatMap((names) => first_of(names, user_agent ?? '') ?? [])
    return parts.length > 0 ? parts.join(', ') : user_agent?.slice(0, 40) || undefined
}
