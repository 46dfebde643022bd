// Of the offers of the waiting list.
import { pair } from '.'

const en = {
    yours: 'It is yours. You get a confirmation by e-mail.',
    declined: 'Thank you: the time goes to the next person. You stay on the waiting list.',
    over: 'This offer is over: it was answered before, or its time has run out. If you still wait, you will hear from us when another time is free.',
    accept: {
        title: 'A time has come free',
        question: 'We hold this time for you until the moment that the message says.',
        action: 'Book this time',
        other: 'I do not want it',
    },
    decline: {
        title: 'Leave this time to somebody else',
        question: 'You stay on the waiting list.',
        action: 'Do not book this time',
        other: 'I want it after all',
    },
}

const es: typeof en = {
    yours: 'Es suya. Recibirá una confirmación por correo.',
    declined: 'Gracias: la hora pasa a la siguiente persona. Usted sigue en la lista de espera.',
    over: 'Esta oferta ha terminado: ya se respondió o venció su plazo. Si sigue en la lista de espera, le avisaremos cuando se libere otra hora.',
    accept: {
        title: 'Se ha liberado una hora',
        question: 'Le reservamos esta hora hasta el momento que indica el mensaje.',
        action: 'Reservar esta hora',
        other: 'No la quiero',
    },
    decline: {
        title: 'Dejar esta hora a otra persona',
        question: 'Usted sigue en la lista de espera.',
        action: 'No reservar esta hora',
        other: 'La quiero después de todo',
    },
}

export const useOfferWords = pair({ en, es })
