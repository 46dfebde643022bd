#include "directory/queries.hpp"

namespace venera::directory {

namespace {

using postgres::Statement;
using OptionalText = std::optional<std::string>;
using OptionalNumber = std::optional<double>;

// One statement for every order: the keys of keyset paging are computed, and the largest is cut by `limit`.
// Of the two ways to the doctors one is empty.
const Statement<DoctorRow(OptionalText, OptionalText, OptionalText, std::optional<ClinicId>, OptionalText,
                          OptionalText, OptionalNumber, std::optional<std::int64_t>, OptionalNumber,
                          OptionalNumber, OptionalNumber, OptionalText, std::string, OptionalNumber,
                          OptionalText, std::optional<DoctorId>, std::int32_t)>
    select_doctors{"directory.list_doctors", R"sql(
    with matching as (
        select d.*, c.name as clinic_name, c.address as clinic_address, c.city as clinic_city,
               c.country as clinic_country, c.timezone as clinic_timezone, c.payment_policy,
               c.pay_within_minutes, directory.distance_km(c.latitude, c.longitude, $9, $10) as distance_km
          from (select * from directory.doctors where $6::text is null
                 union all
                select * from directory.doctors_named($6)) d
          join directory.clinics c on c.id = d.clinic_id
         where d.retired_at is null
           and ($1::text is null or d.specialties @> array[$1])
           and ($2::text is null or c.city_folded = platform.fold($2))
           and ($3::text is null or c.country = $3)
           and ($4::uuid is null or d.clinic_id = $4)
           and ($5::text is null or $5 = any (d.languages))
           and ($7::float8 is null or d.rating >= $7)
           and ($8::int8 is null or d.price_cents <= $8)
           and ($12::text is null or $12 = any (d.modes))
    ), keyed as (
        select m.*,
               case $13::text when 'rating' then -m.rating when 'price' then m.price_cents
                    when 'experience' then -m.experience_years when 'distance' then m.distance_km
                    else 0 end as sort_number,
               case $13 when 'name' then left(m.name_folded, 100) else '' end as sort_text
          from matching m
         where $9::float8 is null
            or ($11::float8 is null and m.distance_km is not null)
            or m.distance_km <= $11
    )
    select k.id, k.name, k.specialties as specialty_codes,
           array(select coalesce(s.name, u.code)
                   from unnest(k.specialties) with ordinality u (code, position)
                   left join directory.specialties s on s.code = u.code
                  order by u.position) as specialty_names,
           k.bio, k.experience_years, k.price_cents, k.currency, k.languages, k.photo_url, k.clinic_id,
           k.clinic_name, k.clinic_address, k.clinic_city, k.clinic_country, k.clinic_timezone,
           k.payment_policy, k.pay_within_minutes, k.modes,
           k.rating, k.review_count, k.distance_km, false as retired, k.version, k.sort_number, k.sort_text
      from keyed k
     where $16::uuid is null or (k.sort_number, k.sort_text, k.id) > ($14::float8, $15::text, $16)
     order by k.sort_number, k.sort_text, k.id
     limit $17::int4)sql"};

const Statement<DoctorRow(DoctorId)> select_doctor{"directory.find_doctor", R"sql(
    select d.id, d.name, d.specialties as specialty_codes,
           array(select coalesce(s.name, u.code)
                   from unnest(d.specialties) with ordinality u (code, position)
                   left join directory.specialties s on s.code = u.code
                  order by u.position) as specialty_names,
           d.bio, d.experience_years, d.price_cents, d.currency, d.languages, d.photo_url, d.clinic_id,
           c.name as clinic_name, c.address as clinic_address, c.city as clinic_city,
           c.country as clinic_country, c.timezone as clinic_timezone, c.payment_policy,
           c.pay_within_minutes, d.modes,
           d.rating, d.review_count, null::float8 as distance_km,
           d.retired_at is not null as retired, d.version, null::float8 as sort_number,
           null::text as sort_text
      from directory.doctors d
      join directory.clinics c on c.id = d.clinic_id
     where d.id = $1)sql"};

const Statement<DoctorRow(std::optional<DoctorId>, std::int32_t)> select_retired{
    "directory.list_retired_doctors", R"sql(
    select d.id, d.name, d.specialties as specialty_codes,
           array(select coalesce(s.name, u.code)
                   from unnest(d.specialties) with ordinality u (code, position)
                   left join directory.specialties s on s.code = u.code
                  order by u.position) as specialty_names,
           d.bio, d.experience_years, d.price_cents, d.currency, d.languages, d.photo_url, d.clinic_id,
           c.name as clinic_name, c.address as clinic_address, c.city as clinic_city,
           c.country as clinic_country, c.timezone as clinic_timezone, c.payment_policy,
           c.pay_within_minutes, d.modes,
           d.rating, d.review_count, null::float8 as distance_km, true as retired, d.version,
           null::float8 as sort_number, null::text as sort_text
      from directory.doctors d
      join directory.clinics c on c.id = d.clinic_id
     where d.retired_at is not null
       and ($1::uuid is null
            or (d.retired_at, d.id) < (select e.retired_at, e.id from directory.doctors e where e.id = $1))
     order by d.retired_at desc, d.id desc
     limit $2::int4)sql"};

const Statement<void(DoctorId, std::string, std::vector<Code>, OptionalText, std::int32_t, std::int64_t,
                     Currency, std::vector<Language>, std::optional<Url>, ClinicId, std::vector<Mode>,
                     Instant)>
    add_doctor{"directory.insert_doctor", R"sql(
    insert into directory.doctors (id, name, specialties, bio, experience_years, price_cents, currency,
                                   languages, photo_url, clinic_id, modes, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12))sql"};

const Statement<void(DoctorId, std::string, std::vector<Code>, OptionalText, std::int32_t, std::int64_t,
                     Currency, std::vector<Language>, std::optional<Url>, ClinicId, std::vector<Mode>,
                     Instant, std::int64_t)>
    change_doctor{"directory.update_doctor", R"sql(
    update directory.doctors
       set name = $2, specialties = $3, bio = $4, experience_years = $5, price_cents = $6, currency = $7,
           languages = $8, photo_url = $9, clinic_id = $10, modes = $11, updated_at = $12,
           version = version + 1
     where id = $1 and version = $13 and retired_at is null)sql"};

const Statement<std::int64_t(DoctorId, Instant)> end_doctor{"directory.retire_doctor", R"sql(
    update directory.doctors set retired_at = $2, updated_at = $2, version = version + 1
     where id = $1 and retired_at is null
    returning version)sql"};

const Statement<DoctorId(Instant)> select_changed{"directory.changed_doctors", R"sql(
    select id from directory.doctors where updated_at >= $1
    union
    select d.id
      from directory.doctors d
      join directory.clinics c on c.id = d.clinic_id
     where c.updated_at >= $1
    union
    select d.id
      from directory.specialties s
      join directory.doctors d on d.specialties @> array[s.code]
     where s.updated_at >= $1)sql"};

const Statement<ListedRow(std::vector<DoctorId>)> select_listed{"directory.find_listed", R"sql(
    select d.id, d.name, d.specialties as specialty_codes,
           array(select coalesce(s.name, u.code)
                   from unnest(d.specialties) with ordinality u (code, position)
                   left join directory.specialties s on s.code = u.code
                  order by u.position) as specialty_names,
           null::text as bio, d.experience_years, d.price_cents, d.currency, d.languages, d.photo_url,
           d.clinic_id, c.name as clinic_name, c.address as clinic_address, c.city as clinic_city,
           c.country as clinic_country, c.timezone as clinic_timezone, c.payment_policy,
           c.pay_within_minutes, d.modes,
           d.rating, d.review_count, null::float8 as distance_km, false as retired, d.version,
           null::float8 as sort_number, null::text as sort_text,
           coalesce(c.city_folded, '') as city_folded, c.latitude, c.longitude
      from directory.doctors d
      join directory.clinics c on c.id = d.clinic_id
     where d.id = any ($1) and d.retired_at is null
     order by d.id)sql"};

const Statement<DoctorId()> select_ids{"directory.list_doctor_ids", R"sql(
    select id from directory.doctors where retired_at is null order by specialties[1], id)sql"};

const Statement<DoctorId(std::string, std::int32_t)> select_named{"directory.find_named", R"sql(
    select found.id
      from (select id from directory.doctors_named($1) limit $2::int4) found
     order by found.id)sql"};

const Statement<DoctorId(std::string, std::vector<DoctorId>)> select_named_among{"directory.find_named_among",
                                                                                 R"sql(
    select id from directory.doctors_named($1) where id = any ($2) order by id)sql"};

const Statement<std::string(std::string)> fold_text{"directory.fold", R"sql(
    select platform.fold($1) as folded)sql"};

const Statement<DoctorId(ClinicId, std::int32_t)> select_at{"directory.doctors_at", R"sql(
    select id from directory.doctors where clinic_id = $1 and retired_at is null limit $2::int4)sql"};

const Statement<DoctorId(Code, std::int32_t)> select_of{"directory.doctors_of", R"sql(
    select id from directory.doctors
     where specialties @> array[$1] and retired_at is null limit $2::int4)sql"};

const Statement<DoctorId(std::string, std::string)> select_told_of{"directory.doctors_told_of", R"sql(
    with told as (
        select aggregate_id, type, payload from directory.outbox
         where xid >= $1::text::xid8 and xid < $2::text::xid8
    )
    select aggregate_id as id from told where type like 'doctor.%'
    union
    select (payload->>'doctor_id')::uuid from told where type like 'review.%'
    union
    select d.id from told t join directory.doctors d on d.clinic_id = t.aggregate_id
     where t.type like 'clinic.%'
    union
    select d.id
      from told t
      join directory.specialties s on s.id = t.aggregate_id
      join directory.doctors d on d.specialties @> array[s.code]
     where t.type like 'specialty.%')sql"};

const Statement<Specialty()> select_specialties{"directory.list_specialties", R"sql(
    select code, name, description, name_es, description_es, version
      from directory.specialties
     where retired_at is null
     order by name_folded)sql"};

const Statement<Specialty(Code)> select_specialty{"directory.find_specialty", R"sql(
    select code, name, description, name_es, description_es, version
      from directory.specialties
     where code = $1 and retired_at is null)sql"};

// A retired code comes back to life with its new words.
const Statement<void(Code, std::string, OptionalText, OptionalText, OptionalText, Instant)> add_specialty{
    "directory.insert_specialty", R"sql(
    insert into directory.specialties as s (code, name, description, name_es, description_es, updated_at)
    values ($1, $2, $3, $4, $5, $6)
        on conflict (code) do update
       set name = excluded.name, description = excluded.description, name_es = excluded.name_es,
           description_es = excluded.description_es, retired_at = null, updated_at = excluded.updated_at,
           version = s.version + 1
     where s.retired_at is not null)sql"};

const Statement<void(Code, std::string, OptionalText, OptionalText, OptionalText, std::int64_t, Instant)>
    change_specialty{"directory.update_specialty", R"sql(
    update directory.specialties
       set name = $2, description = $3, name_es = $4, description_es = $5, updated_at = $7,
           version = version + 1
     where code = $1 and version = $6 and retired_at is null)sql"};

const Statement<void(Code, Instant)> end_specialty{"directory.retire_specialty", R"sql(
    update directory.specialties set retired_at = $2, updated_at = $2, version = version + 1
     where code = $1 and retired_at is null
       and not exists (select from directory.doctors
                        where specialties @> array[$1] and retired_at is null))sql"};

const Statement<Code(std::vector<Code>)> select_known{"directory.known_specialties", R"sql(
    select code from directory.specialties where code = any ($1) and retired_at is null)sql"};

const Statement<Clinic(std::optional<ClinicId>, std::int32_t)> select_clinics{"directory.list_clinics", R"sql(
    select id, name, address, city, country, timezone, latitude, longitude, phone, payment_policy,
           pay_within_minutes, version
      from directory.clinics where $1::uuid is null or id > $1 order by id limit $2::int4)sql"};

const Statement<Clinic(ClinicId)> select_clinic{"directory.find_clinic", R"sql(
    select id, name, address, city, country, timezone, latitude, longitude, phone, payment_policy,
           pay_within_minutes, version
      from directory.clinics where id = $1)sql"};

const Statement<ClinicId(std::vector<ClinicId>)> select_unknown_clinics{"directory.unknown_clinics", R"sql(
    select asked.id
      from unnest($1::uuid[]) asked (id)
     where not exists (select from directory.clinics c where c.id = asked.id))sql"};

const Statement<void(ClinicId, std::string, std::string, std::string, Country, std::string, OptionalNumber,
                     OptionalNumber, OptionalText, PaymentPolicy, std::int32_t, Instant)>
    add_clinic{"directory.insert_clinic", R"sql(
    insert into directory.clinics (id, name, address, city, country, timezone, latitude, longitude, phone,
                                   payment_policy, pay_within_minutes, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12))sql"};

const Statement<void(ClinicId, std::string, std::string, std::string, Country, std::string, OptionalNumber,
                     OptionalNumber, OptionalText, PaymentPolicy, std::int32_t, Instant, std::int64_t)>
    change_clinic{"directory.update_clinic", R"sql(
    update directory.clinics
       set name = $2, address = $3, city = $4, country = $5, timezone = $6, latitude = $7, longitude = $8,
           phone = $9, payment_policy = $10, pay_within_minutes = $11, updated_at = $12,
           version = version + 1
     where id = $1 and version = $13)sql"};

const Statement<void(Uuid, DoctorId, std::string, std::int64_t, std::string, Instant)> add_event{
    "directory.insert_event", R"sql(
    insert into directory.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int8, jsonb_build_object('doctor_id', $2::uuid, 'version', $4::int8),
            $5, $6, $6))sql"};

// The version is that of the row, which the same transaction has written.
const Statement<void(Uuid, ClinicId, std::string, std::string, Instant)> add_clinic_event{
    "directory.insert_clinic_event", R"sql(
    insert into directory.outbox (id, aggregate_id, type, version, country, payload, traceparent, created_at,
                                  due_at)
    select $1, id, $3, version, country, jsonb_build_object('clinic_id', id, 'version', version), $4, $5, $5
      from directory.clinics where id = $2)sql"};

const Statement<void(Uuid, Code, std::string, std::string, Instant)> add_specialty_event{
    "directory.insert_specialty_event", R"sql(
    insert into directory.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    select $1, id, $3, version, jsonb_build_object('code', code, 'version', version), $4, $5, $5
      from directory.specialties where code = $2)sql"};

std::string_view name_of(DoctorOrder order) {
    switch (order) {
        case DoctorOrder::id:
            return "id";
        case DoctorOrder::rating:
            return "rating";
        case DoctorOrder::price:
            return "price";
        case DoctorOrder::experience:
            return "experience";
        case DoctorOrder::name:
            return "name";
        case DoctorOrder::distance:
            return "distance";
    }
    std::abort();
}

template <class Field>
OptionalText text_of(const std::optional<Field>& field) {
    return field ? OptionalText{field->text()} : std::nullopt;
}

}  // namespace

std::vector<DoctorRow> list_doctors(postgres::Executor& db, const DoctorFilter& filter, DoctorOrder order,
                                    const std::optional<DoctorPosition>& after, std::int32_t limit) {
    const auto latitude = filter.near ? OptionalNumber{filter.near->latitude} : std::nullopt;
    const auto longitude = filter.near ? OptionalNumber{filter.near->longitude} : std::nullopt;
    const auto mode =
        filter.mode ? OptionalText{*filter.mode == Mode::video ? "video" : "in_person"} : std::nullopt;
    return db.all(select_doctors, text_of(filter.specialty), text_of(filter.city), text_of(filter.country),
                  filter.clinic_id, text_of(filter.language), text_of(filter.q), filter.min_rating,
                  filter.max_price_cents, latitude, longitude, filter.radius_km, mode,
                  std::string(name_of(order)), after ? OptionalNumber{after->number} : std::nullopt,
                  after ? OptionalText{after->text} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit);
}

std::optional<DoctorRow> find_doctor(postgres::Executor& db, DoctorId id) {
    return db.maybe(select_doctor, id);
}

std::vector<DoctorRow> list_retired_doctors(postgres::Executor& db, const std::optional<DoctorId>& after,
                                            std::int32_t limit) {
    return db.all(select_retired, after, limit);
}

void insert_doctor(postgres::Executor& db, DoctorId id, const NewDoctor& doctor, Instant now) {
    db.run(add_doctor, id, doctor.name.value, doctor.specialties, text_of(doctor.bio),
           static_cast<std::int32_t>(doctor.experience_years.value), doctor.price_cents.value,
           doctor.currency, doctor.languages, doctor.photo_url, doctor.clinic_id, doctor.modes, now);
}

bool update_doctor(postgres::Executor& db, const DoctorRow& doctor, std::int64_t version, Instant now) {
    return db.run(change_doctor, doctor.id, doctor.name, doctor.specialty_codes, doctor.bio,
                  doctor.experience_years, doctor.price_cents, doctor.currency, doctor.languages,
                  doctor.photo_url, doctor.clinic_id, doctor.modes, now, version) == 1;
}

std::optional<std::int64_t> retire_doctor(postgres::Executor& db, DoctorId id, Instant now) {
    return db.maybe(end_doctor, id, now);
}

std::vector<DoctorId> changed_doctors(postgres::Executor& db, Instant since) {
    return db.all(select_changed, since);
}

std::vector<ListedRow> find_listed(postgres::Executor& db, const std::vector<DoctorId>& doctors) {
    return db.all(select_listed, doctors);
}

std::vector<DoctorId> list_doctor_ids(postgres::Executor& db) { return db.all(select_ids); }

std::vector<DoctorId> find_named(postgres::Executor& db, const Words& words, std::int32_t most) {
    return db.all(select_named, words.value, most);
}

std::vector<DoctorId> find_named_among(postgres::Executor& db, const Words& words,
                                       const std::vector<DoctorId>& doctors) {
    return db.all(select_named_among, words.value, doctors);
}

std::string fold(postgres::Executor& db, const std::string& text) { return db.one(fold_text, text); }

std::vector<DoctorId> doctors_at(postgres::Executor& db, ClinicId clinic, std::int32_t most) {
    return db.all(select_at, clinic, most);
}

std::vector<DoctorId> doctors_of(postgres::Executor& db, const Code& specialty, std::int32_t most) {
    return db.all(select_of, specialty, most);
}

std::vector<DoctorId> doctors_told_of(postgres::Executor& db, const postgres::XidSpan& transactions) {
    return db.all(select_told_of, std::to_string(transactions.from), std::to_string(transactions.before));
}

std::vector<Specialty> list_specialties(postgres::Executor& db) { return db.all(select_specialties); }

std::optional<Specialty> find_specialty(postgres::Executor& db, const Code& code) {
    return db.maybe(select_specialty, code);
}

bool insert_specialty(postgres::Executor& db, const NewSpecialty& specialty, Instant now) {
    return db.run(add_specialty, specialty.code, specialty.name.value, text_of(specialty.description),
                  text_of(specialty.name_es), text_of(specialty.description_es), now) == 1;
}

bool update_specialty(postgres::Executor& db, const Specialty& specialty, std::int64_t version, Instant now) {
    return db.run(change_specialty, specialty.code, specialty.name, specialty.description, specialty.name_es,
                  specialty.description_es, version, now) == 1;
}

bool retire_specialty(postgres::Executor& db, const Code& code, Instant now) {
    return db.run(end_specialty, code, now) == 1;
}

std::vector<Code> known_specialties(postgres::Executor& db, const std::vector<Code>& codes) {
    return db.all(select_known, codes);
}

std::vector<Clinic> list_clinics(postgres::Executor& db, const std::optional<ClinicId>& after,
                                 std::int32_t limit) {
    return db.all(select_clinics, after, limit);
}

std::optional<Clinic> find_clinic(postgres::Executor& db, ClinicId id) { return db.maybe(select_clinic, id); }

std::vector<ClinicId> unknown_clinics(postgres::Executor& db, const std::vector<ClinicId>& ids) {
    return db.all(select_unknown_clinics, ids);
}

void insert_clinic(postgres::Executor& db, const Clinic& clinic, Instant now) {
    db.run(add_clinic, clinic.id, clinic.name, clinic.address, clinic.city, clinic.country, clinic.timezone,
           clinic.latitude, clinic.longitude, clinic.phone, clinic.payment_policy, clinic.pay_within_minutes,
           now);
}

bool update_clinic(postgres::Executor& db, const Clinic& clinic, std::int64_t version, Instant now) {
    return db.run(change_clinic, clinic.id, clinic.name, clinic.address, clinic.city, clinic.country,
                  clinic.timezone, clinic.latitude, clinic.longitude, clinic.phone, clinic.payment_policy,
                  clinic.pay_within_minutes, now, version) == 1;
}

void insert_event(postgres::Executor& db, DoctorId doctor, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now) {
    db.run(add_event, make_uuid(now), doctor, std::string(type), version, std::string(traceparent), now);
}

void insert_event(postgres::Executor& db, ClinicId clinic, std::string_view type,
                  std::string_view traceparent, Instant now) {
    db.run(add_clinic_event, make_uuid(now), clinic, std::string(type), std::string(traceparent), now);
}

void insert_event(postgres::Executor& db, const Code& specialty, std::string_view type,
                  std::string_view traceparent, Instant now) {
    db.run(add_specialty_event, make_uuid(now), specialty, std::string(type), std::string(traceparent), now);
}

}  // namespace venera::directory
