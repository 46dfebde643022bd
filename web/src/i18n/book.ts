// Of the details of a booking.
import { counted, pair } from '.'

// Whole days where they are, else hours and minutes: "2 days", "25 hours", "1 hour 30 minutes".
type Unit = [one: string, many: string]
function ahead(minutes: number, day: Unit, hour: Unit, minute: Unit): string {
    if (minutes % 1440 === 0) return counted(minutes / 1440, ...day)
    const hours = Math.floor(minutes / 60)
    const rest = minutes % 60
    return [hours > 0 && counted(hours, ...hour), rest > 0 && counted(rest, ...minute)]
        .filter(Boolean)
        .join(' ')
}

const en = {
    book: {
        title: 'Your details',
        visit: 'Your visit',
        held: 'We keep this time for you for',
        soon: 'Two minutes are left.',
        more_time: 'I need more time',
        expired: 'The time is kept no longer',
        expired_hint: 'What you typed is still here.',
        hold_again: 'Keep it for me again',
        held_again: 'We keep the time for you again.',
        taken: 'Somebody else has just taken this time',
        taken_hint: 'What you typed is still here. These times are near:',
        taken_none: 'What you typed is still here. Please choose another time.',
        other_time: 'Choose another time',
        who: 'Who is the visit for?',
        me: (name: string) => `Me, ${name}`,
        reason: 'Reason for the visit',
        reason_hint: 'Only you and your doctor’s team can read it.',
        you: 'About you',
        sign_up: 'I am new here',
        sign_in: 'I have an account',
        not_a_patient:
            'You are signed in with an account of the practice. Sign in as a patient to book here.',
        policy: (minutes: number) =>
            minutes > 0
                ? `You can move or cancel until ${ahead(minutes, ['day', 'days'], ['hour', 'hours'], ['minute', 'minutes'])} before.`
                : 'You can move or cancel until it begins.',
        at_desk: (price: string) => `You pay ${price} at the clinic.`,
        pay: (price: string) => `Pay ${price} and book`,
        action: 'Book this visit',
    },
}

const es: typeof en = {
    book: {
        title: 'Sus datos',
        visit: 'Su cita',
        held: 'Le guardamos esta hora durante',
        soon: 'Quedan dos minutos.',
        more_time: 'Necesito más tiempo',
        expired: 'La hora ya no está guardada',
        expired_hint: 'Lo que escribió sigue aquí.',
        hold_again: 'Guardarla otra vez',
        held_again: 'Le guardamos la hora otra vez.',
        taken: 'Alguien acaba de tomar esta hora',
        taken_hint: 'Lo que escribió sigue aquí. Estas horas están cerca:',
        taken_none: 'Lo que escribió sigue aquí. Elija otra hora.',
        other_time: 'Elegir otra hora',
        who: '¿Para quién es la cita?',
        me: (name) => `Para mí, ${name}`,
        reason: 'Motivo de la cita',
        reason_hint: 'Solo usted y el equipo de su médico pueden leerlo.',
        you: 'Sobre usted',
        sign_up: 'Soy nuevo aquí',
        sign_in: 'Tengo una cuenta',
        not_a_patient:
            'Ha iniciado sesión con una cuenta del centro. Inicie sesión como paciente para reservar aquí.',
        policy: (minutes) =>
            minutes > 0
                ? `Puede cambiar o cancelar hasta ${ahead(minutes, ['día', 'días'], ['hora', 'horas'], ['minuto', 'minutos'])} antes.`
                : 'Puede cambiar o cancelar hasta que empiece.',
        at_desk: (price) => `Paga ${price} en la clínica.`,
        pay: (price) => `Pagar ${price} y reservar`,
        action: 'Reservar esta cita',
    },
}

export const useBookWords = pair({ en, es })
