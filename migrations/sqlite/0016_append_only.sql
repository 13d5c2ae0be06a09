create trigger credits_append_only_update before update on credits
begin select raise(abort, 'credits is append-only'); end;
create trigger credits_append_only_delete before delete on credits
begin select raise(abort, 'credits is append-only'); end;
