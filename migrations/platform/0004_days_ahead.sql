-- The view of all outboxes is planned over every partition of each of them some ten times a second, also of those that nothing can
-- be in yet. Three days ahead are enough: they are made each hour, and a row that finds none goes to the default partition.

-- Makes the table's partitions from yesterday to three days ahead.
create or replace function platform.make_days(daily platform.daily_tables, at timestamptz) returns void
    language plpgsql set timezone = 'UTC' as $$
declare
    first timestamptz;
begin
    for first in select generate_series(date_trunc('day', at) - interval '1 day', date_trunc('day', at) + interval '3 days',
                                        interval '1 day') loop
        perform platform.create_partition(daily.schema_name, daily.table_name, daily.key, to_char(first, 'YYYYMMDD'), first,
                                         first + interval '1 day');
    end loop;
end
$$;
