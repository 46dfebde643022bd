// The menus of the areas.
import { pair } from '.'

const en = {
    menu: 'Menu',
    practice: { today: 'Today' },
    desk: { board: 'Day board', book: 'Book', walk_in: 'Walk-in', new_patient: 'New patient' },
    admin: { overview: 'Overview' },
}

const es: typeof en = {
    menu: 'Menú',
    practice: { today: 'Hoy' },
    desk: {
        board: 'Tablero del día',
        book: 'Reservar',
        walk_in: 'Sin cita',
        new_patient: 'Nuevo paciente',
    },
    admin: { overview: 'Resumen' },
}

export const useAreaWords = pair({ en, es })
