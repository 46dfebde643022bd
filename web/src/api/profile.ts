// A patient's profile as the values of a form, and what they become for the API: members that have parts are sent whole, or null
// when empty.
import type { Schemas } from './client'

type Patient = Schemas['Patient']
const none = ''

export function values_of_patient(one: Patient) {
    return {
        first_name: one.first_name,
        last_name: one.last_name,
        birth_date: one.birth_date ?? none,
        gender: one.gender ?? none,
        language: one.language ?? none,
        phone: one.phone ?? none,
        address_line: one.address?.line ?? none,
        address_city: one.address?.city ?? none,
        address_state: one.address?.state ?? none,
        address_postal_code: one.address?.postal_code ?? none,
        address_country: one.address?.country ?? none,
        national_id_country: one.national_id?.country ?? one.country ?? none,
        national_id_type: one.national_id?.type ?? none,
        national_id_number: one.national_id?.number ?? none,
        insurance_provider: one.insurance?.provider ?? none,
        insurance_policy_number: one.insurance?.policy_number ?? none,
        emergency_contact_name: one.emergency_contact?.name ?? none,
        emergency_contact_phone: one.emergency_contact?.phone ?? none,
        emergency_contact_relationship: one.emergency_contact?.relationship ?? none,
    }
}
export type ProfileValues = ReturnType<typeof values_of_patient>

export const given = (text: string) => text.trim() || null
export const is_any = (...texts: string[]) => texts.some((text) => text.trim())

export function patient_change(of: ProfileValues) {
    return {
        first_name: of.first_name.trim(),
        last_name: of.last_name.trim(),
        birth_date: given(of.birth_date),
        gender: given(of.gender) as Patient['gender'],
        ...(of.language ? { language: of.language } : {}),
        phone: given(of.phone),
        address: is_any(
            of.address_line,
            of.address_city,
            of.address_state,
            of.address_postal_code,
            of.address_country,
        )
            ? {
                  line: given(of.address_line),
                  city: given(of.address_city),
                  state: given(of.address_state),
                  postal_code: given(of.address_postal_code),
                  country: given(of.address_country),
              }
            : null,
        national_id: is_any(of.national_id_number)
            ? {
                  country: of.national_id_country,
                  type: of.national_id_type,
                  number: of.national_id_number.trim(),
              }
            : null,
        insurance: is_any(of.insurance_provider)
            ? { provider: of.insurance_provider.trim(), policy_number: given(of.insurance_policy_number) }
            : null,
        emergency_contact: is_any(of.emergency_contact_name, of.emergency_contact_phone)
            ? {
                  name: of.emergency_contact_name.trim(),
                  phone: of.emergency_contact_phone.trim(),
                  relationship: given(of.emergency_contact_relationship),
              }
            : null,
    }
}
