// The menus of the areas.
import { pair } from '.'

const en = {
    menu: 'Menu',
    practice: {
        today: 'Today',
        agenda: 'Agenda',
        patients: 'Patients',
        hours: 'Hours',
        calendars: 'Calendars',
        reviews: 'Reviews',
    },
    desk: { board: 'Day board' },
    admin: { overview: 'Overview' },
}

const es: typeof en = {
    menu: 'Menú',
    practice: {
        today: 'Hoy',
        agenda: 'Agenda',
        patients: 'Pacientes',
        hours: 'Horario',
        calendars: 'Calendarios',
        reviews: 'Opiniones',
    },
    desk: { board: 'Tablero del día' },
    admin: { overview: 'Resumen' },
}

export const useAreaWords = pair({ en, es })
