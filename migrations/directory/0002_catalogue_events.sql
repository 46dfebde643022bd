-- Specialties get what clinics and doctors have: an id for their events, and the time of the last change, by
-- which replicas drop the cards that quote them. The release before this one knows neither: hence defaults.
alter table directory.specialties
    add column id         uuid        not null default gen_random_uuid(),
    add column updated_at timestamptz not null default 'epoch';
