create trigger credits_append_only before update or delete on credits
    for each row execute function lethe_append_only();
