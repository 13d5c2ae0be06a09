//! What bookings ask of services and providers.

pub(super) mod providers {
    use crate::app::Cx;
    use crate::db::Tx;
    use crate::error::{Outcome, Refusal};
    use crate::ids::ProviderId;
    use crate::sql;
    use crate::terms::RecordKind;

    #[derive(Clone, Debug, sqlx::FromRow)]
    pub struct Provider {
        pub id: ProviderId,
    }

    pub async fn hold(tx: &mut Tx, cx: &Cx, id: ProviderId) -> Outcome<Provider> {
        let found = sql!("select id from providers where account_id = $1 and id = $2 [lock:for no key update]");
        let provider = found.bind(cx.account).bind(id).optional(tx).await?;
        Ok(provider.ok_or(Refusal::NotFound(RecordKind::Provider))?)
    }
}
