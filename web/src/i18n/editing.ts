// What every form of those who work here says.
import { pair } from '.'

const en = {
    save: 'Save changes',
    saved: 'Saved.',
    keep: 'Do nothing',
    yes: 'Yes',
    no: 'No',
    none: 'None',
    not_given: 'not given',
    any: 'Any',
    more: 'Show more',
    document: (type: string) => (type === 'passport' ? 'Passport' : type.toUpperCase()),
    conflict: 'Somebody else changed this in the meantime',
    conflict_text:
        'What you typed is kept. Their changes are taken over where you changed nothing. Look through it and save again.',
    now: (value: string) => `is now “${value}”`,
    emptied: 'is now empty',
}

const es: typeof en = {
    save: 'Guardar cambios',
    saved: 'Guardado.',
    keep: 'No hacer nada',
    yes: 'Sí',
    no: 'No',
    none: 'Ninguno',
    not_given: 'sin indicar',
    any: 'Cualquiera',
    more: 'Mostrar más',
    document: (type) => (type === 'passport' ? 'Pasaporte' : type.toUpperCase()),
    conflict: 'Otra persona cambió esto mientras tanto',
    conflict_text:
        'Lo que usted escribió se conserva. Sus cambios se toman donde usted no cambió nada. Revíselo y guarde otra vez.',
    now: (value) => `ahora es «${value}»`,
    emptied: 'ahora está vacío',
}

export const useEditingWords = pair({ en, es })
