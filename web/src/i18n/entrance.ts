// Of accounts: signing in and up, and the links in messages.
import { pair } from '.'

const en = {
    account: {
        first_name: 'First name',
        last_name: 'Last name',
        email: 'E-mail',
        password: 'Password',
        password_hint: 'At least 12 characters',
        code: 'Code of your authenticator app',
        code_hint: 'Six digits, or one of your recovery codes',
        start_again: 'Start again with the password',
    },
    forgot: {
        title: 'Forgotten password',
        link: 'Forgotten your password?',
        hint: 'We send a link there to choose a new password.',
        action: 'Send the link',
        sent: 'If there is an account with this address, a link is on its way. It works for 30 minutes.',
    },
    reset: {
        title: 'Choose a new password',
        password: 'New password',
        action: 'Save the password',
        done: 'Your new password is saved. You are signed out everywhere else.',
    },
    verify: {
        title: 'Confirm your e-mail',
        hint: 'One tap, and we know that this address is yours.',
        action: 'Confirm',
        done: 'Thank you: your e-mail address is confirmed.',
        next: 'Continue',
    },
}

const es: typeof en = {
    account: {
        first_name: 'Nombre',
        last_name: 'Apellidos',
        email: 'Correo electrónico',
        password: 'Contraseña',
        password_hint: 'Al menos 12 caracteres',
        code: 'Código de su aplicación de autenticación',
        code_hint: 'Seis cifras, o uno de sus códigos de recuperación',
        start_again: 'Empezar otra vez con la contraseña',
    },
    forgot: {
        title: 'Contraseña olvidada',
        link: '¿Olvidó su contraseña?',
        hint: 'Le enviamos un enlace para elegir una nueva contraseña.',
        action: 'Enviar el enlace',
        sent: 'Si hay una cuenta con esta dirección, un enlace va en camino. Sirve durante 30 minutos.',
    },
    reset: {
        title: 'Elija una nueva contraseña',
        password: 'Nueva contraseña',
        action: 'Guardar la contraseña',
        done: 'Su nueva contraseña está guardada. Se cerró la sesión en los demás sitios.',
    },
    verify: {
        title: 'Confirme su correo',
        hint: 'Un toque, y sabemos que esta dirección es suya.',
        action: 'Confirmar',
        done: 'Gracias: su correo está confirmado.',
        next: 'Continuar',
    },
}

export const useEntranceWords = pair({ en, es })
