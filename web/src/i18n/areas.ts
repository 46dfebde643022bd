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
    desk: {
        board: 'Day board',
        book: 'Book',
        walk_in: 'Walk-in',
        patients: 'Patients',
        new_patient: 'New patient',
    },
    admin: {
        overview: 'Overview',
        statistics: 'Statistics',
        people: 'People',
        users: 'Accounts',
        patients: 'Patients',
        reviews: 'Reviews',
        waitlist: 'Waiting list',
        catalogue: 'Catalogue',
        specialties: 'Specialties',
        clinics: 'Clinics',
        doctors: 'Doctors',
        settings: 'Settings',
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
    practice: {
        today: 'Hoy',
        agenda: 'Agenda',
        patients: 'Pacientes',
        hours: 'Horario',
        calendars: 'Calendarios',
        reviews: 'Opiniones',
    },
    desk: {
        board: 'Tablero del día',
        book: 'Reservar',
        walk_in: 'Sin cita',
        patients: 'Pacientes',
        new_patient: 'Nuevo paciente',
    },
    admin: {
        overview: 'Resumen',
        statistics: 'Estadísticas',
        people: 'Personas',
        users: 'Cuentas',
        patients: 'Pacientes',
        reviews: 'Opiniones',
        waitlist: 'Lista de espera',
        catalogue: 'Catálogo',
        specialties: 'Especialidades',
        clinics: 'Clínicas',
        doctors: 'Médicos',
        settings: 'Ajustes',
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
