// Statements of payments that wait where a test wants to kill the server.

// `tables`: those whose triggers look into drill.stops, with their operations.
export async function make_drill(server, tables) {
    const triggers = Object.entries(tables).map(([table, operations]) => `create trigger drill before ${operations} on ${table} for each row execute function drill.stop();`)
    await server.execute(`
        create schema drill;
        create table drill.stops (relation text, operation text, recovery_point text);
        create function drill.stop() returns trigger language plpgsql security definer as $$
        declare point text := case when tg_table_name = 'payments' then to_jsonb(new)->>'recovery_point' end;
        begin
            if exists (select from drill.stops s where s.relation = tg_table_name and s.operation = tg_op
                                                   and s.recovery_point is not distinct from point) then
                perform pg_sleep(1.2);
            end if;
            return new;
        end $$;
        ${triggers.join('\n')}`)
}

export const stop_at = (server, { relation, operation, recovery_point }) =>
    server.execute(`insert into drill.stops values ('${relation}', '${operation}', ${recovery_point ? `'${recovery_point}'` : 'null'})`)
export const stop_nowhere = (server) => server.execute('delete from drill.stops')
export const is_stopped = async (server) => (await server.sql(`select count(*)::int as n from pg_stat_activity where wait_event = 'PgSleep'`))[0].n > 0
