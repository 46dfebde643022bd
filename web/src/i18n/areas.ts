// The menus of the areas.
import { pair } from '.'

const en = {
    menu: 'Menu',
    practice: { today: 'Today' },
    desk: { board: 'Day board' },
    admin: {
        overview: 'Overview',
        statistics: 'Statistics',
        operations: 'Operations',
        audit: 'Audit',
        messages: 'Messages',
        events: 'Events given up',
        webhooks: 'Webhooks',
        api_keys: 'API keys',
        payments: 'Payments',
    },
}

const es: typeof en = {
    menu: 'Menú',
    practice: { today: 'Hoy' },
    desk: { board: 'Tablero del día' },
    admin: {
        overview: 'Resumen',
        statistics: 'Estadísticas',
        operations: 'Operación',
        audit: 'Auditoría',
        messages: 'Mensajes',
        events: 'Eventos abandonados',
        webhooks: 'Webhooks',
        api_keys: 'Claves de API',
        payments: 'Pagos',
    },
}

export const useAreaWords = pair({ en, es })
