// Ways to say no about payments.
#pragma once
#include "platform/http/problem.hpp"

namespace venera::payments {

// As scheduling says it.
inline constexpr Refusal hold_expired{
    410,
    "hold_expired",
    {"Hold expired", "This hold has ended; look for the time again."},
    {"Reserva vencida", "Esta reserva ha terminado; busque la hora de nuevo."}};
inline constexpr Refusal provider_unavailable{
    503,
    "provider_unavailable",
    {"Provider not available", "The payment provider does not answer right now; try again in a minute."},
    {"Proveedor no disponible", "El proveedor de pagos no responde ahora; reintente en un minuto."}};
inline constexpr Refusal too_many_movements{
    422,
    "too_many_movements",
    {"Too many movements", "The provider lists too many payments of these days; ask for fewer days."},
    {"Demasiados movimientos", "El proveedor tiene demasiados pagos de estos días; consulte menos días."}};
inline constexpr Refusal not_payable{
    409,
    "not_payable",
    {"Nothing to pay", "This visit was cancelled, missed, or not paid in time: there is nothing to pay for."},
    {"Nada que pagar", "Esta cita se canceló, no tuvo lugar o no se pagó a tiempo: no hay nada que pagar."}};
inline constexpr Refusal payment_not_required{
    409,
    "payment_not_required",
    {"No payment required", "This visit costs nothing, or the clinic takes no payment for it here."},
    {"No requiere pago", "Esta cita no cuesta nada, o la clínica no la cobra aquí."}};
inline constexpr Refusal already_paid{409,
                                      "already_paid",
                                      {"Already paid", "This visit is paid; nothing was charged."},
                                      {"Ya pagada", "Esta cita ya está pagada; no se cobró nada."}};
inline constexpr Refusal payment_in_progress{
    409,
    "payment_in_progress",
    {"Payment in progress", "Another payment for this visit is under way; wait for what becomes of it."},
    {"Pago en curso", "Hay otro pago en curso para esta cita; espere su resultado."}};
inline constexpr Refusal too_many_cards{
    429,
    "too_many_cards",
    {"Too many refused cards",
     "So many cards were refused for this visit, or to this account, that no other is tried now: wait for "
     "the "
     "time in Retry-After, or pay at the desk."},
    {"Demasiadas tarjetas rechazadas",
     "Se rechazaron tantas tarjetas para esta cita, o a esta cuenta, que por ahora no se prueba otra: espere "
     "el tiempo de Retry-After, o pague en la recepción."}};
inline constexpr Refusal raw_card_refused{
    422,
    "raw_card_refused",
    {"Card numbers not accepted", "Send a token of the payment provider instead of a card."},
    {"No se admiten números de tarjeta", "Envíe un token del proveedor de pagos en lugar de una tarjeta."}};
inline constexpr Refusal not_refundable{
    409,
    "not_refundable",
    {"Nothing to refund", "Nothing was captured, or less is left than the amount that you asked for."},
    {"Nada que devolver", "No se cobró nada, o queda menos que el importe solicitado."}};

inline constexpr Refusal signature_rejected{
    400,
    "signature_rejected",
    {"Signature rejected", "The signature is missing, wrong, or not of the last five minutes."},
    {"Firma rechazada", "La firma falta, no es correcta o no es de los últimos cinco minutos."}};

}  // namespace venera::payments
