// The menus of the areas.
import { pair } from '.'

const en = {
    menu: 'Menu',
    practice: { today: 'Today' },
    desk: { board: 'Day board' },
    admin: { overview: 'Overview' },
}

const es: typeof en = {
    menu: 'Menú',
    practice: { today: 'Hoy' },
    desk: { board: 'Tablero del día' },
    admin: { overview: 'Resumen' },
}

export const useAreaWords = pair({ en, es })
