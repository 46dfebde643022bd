// The code lists of ISO: countries (3166-1), currencies (4217) and the form of language tags (BCP 47).
#include <algorithm>
#include <string_view>

#include "platform/values/text.hpp"

namespace venera {
namespace {

// Both lists are sorted; every code is followed by one space, so code number i begins at i * (length + 1).

// ISO 3166-1 alpha-2, all 249 officially assigned codes.
constexpr std::string_view countries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
    "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
    "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
    "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

// ISO 4217, the 165 codes in which a price can be named: without precious metals, bond market units, testing
// (XTS) and "no currency" (XXX). As of 2026: XCG has replaced ANG, ZWG has replaced ZWL.
constexpr std::string_view currencies =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH "
    "UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";

bool is_listed(std::string_view list, std::string_view code, std::size_t length) {
    if (code.size() != length) return false;
    std::size_t first = 0;
    std::size_t end = list.size() / (length + 1);
    while (first < end) {
        const std::size_t middle = (first + end) / 2;
        const int order = list.substr(middle * (length + 1), length).compare(code);
        if (order == 0) return true;
        if (order < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return false;
}

bool all_in(std::string_view text, char first, char last) {
    return std::all_of(text.begin(), text.end(), [=](char c) { return c >= first && c <= last; });
}

}  // namespace

Parsed<Country> Country::parse(std::string_view text) {
    if (is_listed(countries, text, 2)) return Country{std::string(text)};
    return Problem{"not_a_country", "must be a country code of ISO 3166-1 in upper case, such as PE"};
}

Parsed<Currency> Currency::parse(std::string_view text) {
    if (is_listed(currencies, text, 3)) return Currency{std::string(text)};
    return Problem{"not_a_currency", "must be a currency code of ISO 4217 in upper case, such as PEN"};
}

Parsed<Language> Language::parse(std::string_view text) {
    constexpr Problem not_a_language{"not_a_language", "must be a language tag such as es, pt-BR or es-419"};
    const std::size_t dash = text.find('-');
    const std::string_view language = text.substr(0, dash);
    if (language.size() < 2 || language.size() > 3 || !all_in(language, 'a', 'z')) return not_a_language;
    if (dash != std::string_view::npos) {
        const std::string_view region = text.substr(dash + 1);
        const bool country = region.size() == 2 && all_in(region, 'A', 'Z');
        const bool area = region.size() == 3 && all_in(region, '0', '9');
        if (!country && !area) return not_a_language;
    }
    return Language{std::string(text)};
}

}  // namespace venera
