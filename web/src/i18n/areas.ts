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
    desk: { board: 'Day board', patients: 'Patients' },
    admin: {
        overview: 'Overview',
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
    desk: { board: 'Tablero del día', patients: 'Pacientes' },
    admin: {
        overview: 'Resumen',
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
    },
}

export const useAreaWords = pair({ en, es })
