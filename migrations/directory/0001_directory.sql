-- Specialties, clinics and doctors: what patients look for. Deleted things are retired, never removed: appointments quote them.
select platform.create_context_tables('directory');

create table directory.specialties (
    code        text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 64),
    name        text not null check (length(name) between 1 and 100),
    description text check (length(description) between 1 and 500),
    name_folded text generated always as (platform.fold(name)) stored,
    retired_at  timestamptz,
    version     bigint not null default 1
);

create table directory.clinics (
    id             uuid primary key,
    name           text not null,
    address        text not null,
    city           text not null,
    city_folded    text generated always as (platform.fold(city)) stored,
    country        text not null check (country ~ '^[A-Z]{2}$'),
    timezone       text not null,
    latitude       float8 check (latitude between -90 and 90),
    longitude      float8 check (longitude between -180 and 180),
    phone          text,
    payment_policy text not null default 'at_desk' check (payment_policy in ('none', 'at_desk', 'at_booking')),
    version        bigint not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    check ((latitude is null) = (longitude is null))
);
create index clinics_by_change on directory.clinics (updated_at);
create index clinics_by_city on directory.clinics (city_folded);

create table directory.doctors (
    id               uuid primary key,
    name             text not null,
    name_folded      text generated always as (platform.fold(name)) stored,
    search_folded    text generated always as (platform.fold(name || ' ' || coalesce(bio, ''))) stored,
    specialties      text[] not null check (cardinality(specialties) between 1 and 5),
    bio              text,
    experience_years integer not null check (experience_years between 0 and 80),
    price_cents      bigint not null check (price_cents >= 0),
    currency         text not null check (currency ~ '^[A-Z]{3}$'),
    languages        text[] not null,
    photo_url        text,
    clinic_id        uuid not null references directory.clinics,
    modes            text[] not null check (cardinality(modes) >= 1 and modes <@ array['in_person', 'video']),
    rating           float8 not null default 0 check (rating between 0 and 5),
    review_count     integer not null default 0 check (review_count >= 0),
    retired_at       timestamptz,
    version          bigint not null default 1,
    created_at       timestamptz not null,
    updated_at       timestamptz not null
);
create index doctors_by_specialty on directory.doctors using gin (specialties);
create index doctors_by_clinic on directory.doctors (clinic_id);
create index doctors_by_change on directory.doctors (updated_at);
create index doctors_by_text on directory.doctors using gin (search_folded gin_trgm_ops);

-- The LIKE pattern that finds `words` anywhere, whatever wildcards it holds itself.
create function directory.containing(words text) returns text
    language sql immutable parallel safe strict
    return '%' || replace(replace(replace(platform.fold(words), '\', '\\'), '%', '\%'), '_', '\_') || '%';

-- Great-circle distance by the haversine formula on a sphere of 6371.0088 km (IUGG mean radius).
create function directory.distance_km(lat1 float8, lon1 float8, lat2 float8, lon2 float8) returns float8
    language sql immutable parallel safe strict
    return 2 * 6371.0088 * asin(sqrt(least(1.0,
        sin(radians(lat2 - lat1) / 2) ^ 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ^ 2)));

insert into directory.specialties (code, name, description) values
    ('general-medicine', 'General medicine', 'The first place to go: common illnesses, check-ups, referrals'),
    ('cardiology', 'Cardiology', 'Heart and blood vessels'),
    ('dermatology', 'Dermatology', 'Skin, hair and nails'),
    ('gastroenterology', 'Gastroenterology', 'Stomach, bowel and liver'),
    ('neurology', 'Neurology', 'Brain, nerves and headaches'),
    ('orthopedics', 'Orthopedics', 'Bones, joints and muscles'),
    ('pulmonology', 'Pulmonology', 'Lungs and breathing'),
    ('endocrinology', 'Endocrinology', 'Hormones, diabetes and thyroid'),
    ('gynecology', 'Gynecology', 'Women''s health and pregnancy'),
    ('urology', 'Urology', 'Urinary tract and men''s health'),
    ('otolaryngology', 'Otolaryngology', 'Ear, nose and throat'),
    ('ophthalmology', 'Ophthalmology', 'Eyes and sight'),
    ('psychiatry', 'Psychiatry', 'Mental health'),
    ('pediatrics', 'Pediatrics', 'Babies, children and adolescents'),
    ('rheumatology', 'Rheumatology', 'Inflamed joints and autoimmune disease'),
    ('nephrology', 'Nephrology', 'Kidneys'),
    ('infectious-disease', 'Infectious disease', 'Infections, fevers and travel medicine'),
    ('allergy-immunology', 'Allergy and immunology', 'Allergies, asthma and immune defence'),
    ('hematology', 'Hematology', 'Blood'),
    ('oncology', 'Oncology', 'Cancer'),
    ('dentistry', 'Dentistry', 'Teeth and mouth');
