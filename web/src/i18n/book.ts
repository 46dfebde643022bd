// Of the details and the payment.
import { counted, pair } from '.'

// Whole days where they are, else hours.
const ahead = (minutes: number, [day, days, hour, hours]: [string, string, string, string]) =>
    minutes % 1440 === 0 ? counted(minutes / 1440, day, days) : counted(Math.round(minutes / 60), hour, hours)

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
            `You can move or cancel until ${ahead(minutes, ['day', 'days', 'hour', 'hours'])} before.`,
        at_desk: (price: string) => `You pay ${price} at the clinic.`,
        pay: (price: string) => `Pay ${price} and book`,
        action: 'Book this visit',
    },
    card: {
        title: 'Card',
        number: 'Card number',
        expiry: 'Expiry date',
        expiry_hint: 'MM/YY',
        expiry_wrong: 'must be a month and a year, such as 08/29',
        cvc: 'Security code',
        cvc_hint: '3 or 4 digits',
        cvc_wrong: 'must have 3 or 4 digits',
        holder: 'Name on the card',
        bank: 'Your bank wants to be sure that it is you. Come back here afterwards: the visit is booked as soon as the bank agrees.',
        to_bank: 'Go to my bank',
        processing: 'Waiting for the bank. Please keep this page open.',
        failures: {
            card_declined: 'The card was declined. Nothing was charged. Try another card.',
            insufficient_funds:
                'There is not enough money on this card. Nothing was charged. Try another card.',
            expired_card: 'The card has expired. Nothing was charged.',
            incorrect_cvc: 'The security code is wrong. Nothing was charged.',
            authentication_failed: 'The bank did not confirm that it is you. Nothing was charged.',
            invalid_token: 'The card could not be used. Nothing was charged.',
            provider_unavailable: 'The payment service cannot be reached. Nothing was charged.',
            replaced: 'Another card was used instead. Nothing was charged to this one.',
            abandoned: 'The payment was not finished. Nothing was charged.',
        },
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
            `Puede cambiar o cancelar hasta ${ahead(minutes, ['día', 'días', 'hora', 'horas'])} antes.`,
        at_desk: (price) => `Paga ${price} en la clínica.`,
        pay: (price) => `Pagar ${price} y reservar`,
        action: 'Reservar esta cita',
    },
    card: {
        title: 'Tarjeta',
        number: 'Número de la tarjeta',
        expiry: 'Vencimiento',
        expiry_hint: 'MM/AA',
        expiry_wrong: 'debe ser un mes y un año, como 08/29',
        cvc: 'Código de seguridad',
        cvc_hint: '3 o 4 cifras',
        cvc_wrong: 'debe tener 3 o 4 cifras',
        holder: 'Nombre en la tarjeta',
        bank: 'Su banco quiere comprobar que es usted. Después vuelva aquí: la cita se reserva en cuanto el banco lo acepte.',
        to_bank: 'Ir a mi banco',
        processing: 'Esperando al banco. No cierre esta página.',
        failures: {
            card_declined: 'La tarjeta fue rechazada. No se cobró nada. Pruebe con otra.',
            insufficient_funds: 'No hay saldo suficiente en esta tarjeta. No se cobró nada. Pruebe con otra.',
            expired_card: 'La tarjeta está vencida. No se cobró nada.',
            incorrect_cvc: 'El código de seguridad no es correcto. No se cobró nada.',
            authentication_failed: 'El banco no confirmó que es usted. No se cobró nada.',
            invalid_token: 'No se pudo usar la tarjeta. No se cobró nada.',
            provider_unavailable: 'No se pudo contactar con el servicio de pago. No se cobró nada.',
            replaced: 'Se usó otra tarjeta en su lugar. A esta no se cobró nada.',
            abandoned: 'El pago no se terminó. No se cobró nada.',
        },
    },
}

export const useBookWords = pair({ en, es })
