// Of paying with a card.
import { pair } from '.'

const en = {
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
        insufficient_funds: 'There is not enough money on this card. Nothing was charged. Try another card.',
        expired_card: 'The card has expired. Nothing was charged.',
        incorrect_cvc: 'The security code is wrong. Nothing was charged.',
        authentication_failed: 'The bank did not confirm that it is you. Nothing was charged.',
        invalid_token: 'The card could not be used. Nothing was charged.',
        provider_unavailable: 'The payment service cannot be reached. Nothing was charged.',
        replaced: 'Another card was used instead. Nothing was charged to this one.',
        abandoned: 'The payment was not finished. Nothing was charged.',
    },
}

const es: typeof en = {
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
}

export const useCardWords = pair({ en, es })
