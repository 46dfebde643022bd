// What kinds of visits are called. A doctor's own name counts in every language; one that the product gave is translated.
import { pair } from '.'

const en: Record<string, string> = {
    'first-visit': 'First visit',
    'follow-up': 'Follow-up',
    video: 'Video visit',
    general: 'General',
    consultation: 'Consultation',
}

const es: typeof en = {
    'first-visit': 'Primera visita',
    'follow-up': 'Control',
    video: 'Videoconsulta',
    general: 'General',
    consultation: 'Consulta',
}

const useNames = pair({ en, es })

export function useTypeName() {
    const names = useNames()
    return ({ code, name }: { code: string; name: string }) => (name === en[code] && names[code]) || name
}

// Where only the code is known.
export function useKind() {
    const names = useNames()
    return (code: string) => names[code] ?? code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
}
