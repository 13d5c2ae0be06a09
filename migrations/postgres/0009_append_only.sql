create function lethe_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'LE001';
end
$$;
create trigger audit_events_append_only before update or delete on audit_events
    for each row execute function lethe_append_only();
create trigger consents_append_only before update on consents
    for each row execute function lethe_append_only();
create trigger deletion_policies_append_only before update or delete on deletion_policies
    for each row execute function lethe_append_only();
