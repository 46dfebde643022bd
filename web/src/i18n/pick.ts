// Of picking a time.
import { counted, pair } from '.'

const en = {
    title: 'Pick a time',
    move_title: 'Move your visit',
    now_at: 'Your visit is now on',
    type: 'Kind of visit',
    day: 'Day',
    free: (n: number) => (n === 0 ? 'no free times' : counted(n, 'free time', 'free times')),
    jump: 'Jump to date',
    first_days: 'Back to the first days',
    later_days: 'Later days',
    more: (n: number) => counted(n, 'more time', 'more times'),
    none: 'No free times in these 14 days.',
    first_free: (when: string) => `First free: ${when}`,
    others: 'Look for another doctor',
    choose: 'Choose a time',
    continue: (day: string, time: string) => `Continue with ${day}, ${time}`,
    move_to: (day: string, time: string) => `Move to ${day}, ${time}`,
    moved: 'Your visit was moved.',
}

const es: typeof en = {
    title: 'Elija una hora',
    move_title: 'Cambie su cita',
    now_at: 'Su cita actual:',
    type: 'Tipo de visita',
    day: 'Día',
    free: (n) => (n === 0 ? 'sin horas libres' : counted(n, 'hora libre', 'horas libres')),
    jump: 'Ir a la fecha',
    first_days: 'Volver a los primeros días',
    later_days: 'Días posteriores',
    more: (n) => counted(n, 'hora más', 'horas más'),
    none: 'No hay horas libres en estos 14 días.',
    first_free: (when) => `Primera hora libre: ${when}`,
    others: 'Buscar otro médico',
    choose: 'Elija una hora',
    continue: (day, time) => `Continuar: ${day}, ${time}`,
    move_to: (day, time) => `Cambiar a: ${day}, ${time}`,
    moved: 'Su cita se cambió.',
}

export const usePickWords = pair({ en, es })
