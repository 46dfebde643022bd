// A new patient without a visit: as when somebody calls to be registered.
import { useNavigate } from '@tanstack/react-router'
import { useBookingWords } from '../../i18n/desk_book'
import { StaffPage } from '../../ui/staff'
import { profile_of, useClinic } from './clinic'
import { NewPatient } from './new_patient'

export default function RegisterPage() {
    const own = useBookingWords()
    const navigate = useNavigate()
    const { clinic } = useClinic(undefined)
    return (
        <StaffPage title={own.new_patient}>
            <section className="card mt-4 max-w-3xl p-4" aria-label={own.new_patient}>
                <NewPatient
                    country={clinic?.country}
                    done={({ id }) => void navigate({ to: profile_of(id) })}
                />
            </section>
        </StaffPage>
    )
}
