//! Staff: who works for an account, in which role, and what each person may do beside or despite it (E4).

use serde_json::json;
use sqlx::FromRow;

use super::{Overrides, passwords};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, StaffId};
use crate::terms::{Permission, RecordKind, Role};
use crate::{in_tx, sql, text};

const COLUMNS: &str = "id, email, name, role, created_at, deactivated_at,
    (select string_agg(case when p.granted then '+' else '-' end || p.permission, ' ') from staff_permissions p
     where p.account_id = staff.account_id and p.staff_id = staff.id) as overrides";

/// A person who works for the account, or did.
#[derive(Clone, Debug, FromRow)]
pub struct Staff {
    pub id: StaffId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub created_at: Timestamp,
    pub deactivated_at: Option<Timestamp>,
    #[sqlx(try_from = "Option<String>")]
    pub overrides: Overrides,
}

impl Keyed for Staff {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// A person to add.
#[derive(Clone)]
pub struct NewStaff {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password: String,
}

impl std::fmt::Debug for NewStaff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewStaff({})", self.role)
    }
}

/// Everybody, deactivated people too, by when they were added.
pub fn list(account: AccountId) -> List {
    let order = ["created_at", "id"].map(|column| OrderKey { column, direction: Direction::Asc });
    List::new("staff", COLUMNS, Query::built("from staff where account_id = $1").bind(account), order.into())
}

/// One person.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(cx: &Cx, on: impl Into<Exec<'_>>, id: StaffId) -> Result<Option<Staff>, Fault> {
    sql!(COLUMNS, "select {columns} from staff where account_id = $1 and id = $2")
        .bind(cx.account)
        .bind(id)
        .optional(on)
        .await
}

/// Everybody who works there and may do something.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn who_may(on: impl Into<Exec<'_>>, account: AccountId, permission: Permission) -> Result<Vec<Staff>, Fault> {
    let people = sql!(
        COLUMNS,
        "select {columns} from staff where account_id = $1 and deactivated_at is null order by created_at, id"
    );
    let mut people: Vec<Staff> = people.bind(account).all(on).await?;
    people.retain(|person| person.overrides.applied_to(person.role).contains(&permission));
    Ok(people)
}

/// Adds a person.
///
/// # Errors
/// [`Refusal::NotPermitted`], also when the role holds more than the one who asks; [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, new: &NewStaff) -> Outcome<Staff> {
    cx.require(Permission::StaffManage)?;
    require_role(cx, new.role)?;
    passwords::check("password", &new.password)?;
    let staff = Staff {
        id: cx.id(),
        email: text::email("email", &new.email)?,
        name: text::line("name", &new.name, 120)?,
        role: new.role,
        created_at: cx.now(),
        deactivated_at: None,
        overrides: Overrides::default(),
    };
    let password_hash = passwords::hash(&cx.app, &new.password).await?;
    in_tx!(cx, |tx| {
        insert(cx, tx, &staff, &password_hash).await?;
        note(cx, tx, "staff.created", staff.id, json!({ "role": staff.role })).await
    })?;
    Ok(staff)
}

/// Moves a person to another role. What was granted or revoked stays, except that an Owner holds everything.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::NotPermitted`], [`Refusal::WrongState`] when deactivated,
/// [`Refusal::InvalidInput`] for the last Owner.
pub async fn set_role(cx: &Cx, id: StaffId, role: Role) -> Outcome<Staff> {
    require_role(cx, role)?;
    in_tx!(cx, |tx| {
        let mut staff = lock_for_change(cx, tx, id).await?;
        if role != Role::Owner {
            keep_an_owner(cx, tx, &staff, "role").await?;
        }
        let before = std::mem::replace(&mut staff.role, role);
        sql!("update staff set role = $3 where account_id = $1 and id = $2")
            .bind(cx.account)
            .bind(id)
            .bind(role)
            .run(&mut *tx)
            .await?;
        if role == Role::Owner {
            let clear = sql!("delete from staff_permissions where account_id = $1 and staff_id = $2");
            clear.bind(cx.account).bind(id).run(&mut *tx).await?;
            staff.overrides.clear();
        }
        note(cx, tx, "staff.role_changed", id, json!({ "from": before, "to": role })).await?;
        Ok(staff)
    })
}

/// Ends a person's access and every session of theirs. What they did stays under their name.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::NotPermitted`], [`Refusal::WrongState`] when deactivated already,
/// [`Refusal::InvalidInput`] for the last Owner.
pub async fn deactivate(cx: &Cx, id: StaffId) -> Outcome<Staff> {
    in_tx!(cx, |tx| {
        let mut staff = lock_for_change(cx, tx, id).await?;
        keep_an_owner(cx, tx, &staff, "staffId").await?;
        staff.deactivated_at = Some(cx.now());
        let off = sql!("update staff set deactivated_at = $3 where account_id = $1 and id = $2");
        off.bind(cx.account).bind(id).bind(cx.now()).run(&mut *tx).await?;
        sql!("update staff_sessions set ended_at = $3 where account_id = $1 and staff_id = $2 and ended_at is null")
            .bind(cx.account)
            .bind(id)
            .bind(cx.now())
            .run(&mut *tx)
            .await?;
        note(cx, tx, "staff.deactivated", id, json!({})).await?;
        Ok(staff)
    })
}

/// Grants a permission to a person beside the role (E4), or revokes one despite it. Doing it again changes nothing.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::NotPermitted`] when the one who asks does not hold it either,
/// [`Refusal::WrongState`] when deactivated, [`Refusal::InvalidInput`] for an Owner, who holds everything.
pub async fn set_permission(cx: &Cx, id: StaffId, permission: Permission, granted: bool) -> Outcome<Staff> {
    cx.require(permission)?;
    in_tx!(cx, |tx| {
        let mut staff = lock_for_change(cx, tx, id).await?;
        if staff.role == Role::Owner {
            let because = "an Owner holds every permission";
            return Err(FieldProblem::new("staffId", Problem::NotAllowed { because }).into());
        }
        sql!(
            "insert into staff_permissions (account_id, staff_id, permission, granted) values ($1, $2, $3, $4)
             on conflict (account_id, staff_id, permission) do update set granted = excluded.granted"
        )
        .bind(cx.account)
        .bind(id)
        .bind(permission)
        .bind(granted)
        .run(&mut *tx)
        .await?;
        staff.overrides.set(permission, granted);
        let action = if granted { "permission.granted" } else { "permission.revoked" };
        note(cx, tx, action, id, json!({ "permission": permission })).await?;
        Ok(staff)
    })
}

/// Nobody gives, or takes from, a role that holds more than they do.
fn require_role(cx: &Cx, role: Role) -> Outcome<()> {
    for permission in Permission::ALL.iter().filter(|permission| role.holds(**permission)) {
        cx.require(*permission)?;
    }
    Ok(())
}

async fn lock_for_change(cx: &Cx, tx: &mut Tx, id: StaffId) -> Outcome<Staff> {
    cx.require(Permission::StaffManage)?;
    // Owners first, always: two who demote each other come one after the other.
    let owners = sql!(
        "select id from staff where account_id = $1 and (role = 'OWNER' or id = $2) order by id [lock:for update]"
    );
    owners.bind(cx.account).bind(id).all::<(StaffId,)>(&mut *tx).await?;
    let staff = find(cx, tx, id).await?.ok_or(Refusal::NotFound(RecordKind::Staff))?;
    require_role(cx, staff.role)?;
    if staff.deactivated_at.is_some() {
        return Err(Refusal::WrongState { kind: RecordKind::Staff, state: "DEACTIVATED" }.into());
    }
    Ok(staff)
}

/// Asks for another Owner beside this one. The Owners are locked.
async fn keep_an_owner(cx: &Cx, tx: &mut Tx, leaving: &Staff, field: &str) -> Outcome<()> {
    let others = sql!(
        "select count(*) from staff where account_id = $1 and role = 'OWNER' and deactivated_at is null and id <> $2"
    );
    let others = others.bind(cx.account).bind(leaving.id).scalar::<i64>(tx).await?.unwrap_or(0);
    if leaving.role == Role::Owner && others == 0 {
        let because = "an account needs an Owner";
        return Err(FieldProblem::new(field, Problem::NotAllowed { because }).into());
    }
    Ok(())
}

async fn insert(cx: &Cx, tx: &mut Tx, staff: &Staff, password_hash: &str) -> Outcome<()> {
    let email_key = text::fold(&staff.email);
    let taken = sql!("select id from staff where account_id = $1 and email_key = $2");
    if taken.bind(cx.account).bind(&email_key).optional::<(StaffId,)>(&mut *tx).await?.is_some() {
        return Err(FieldProblem::new("email", Problem::AlreadyTaken).into());
    }
    sql!(
        "insert into staff (account_id, id, email, email_key, name, role, password_hash, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(cx.account)
    .bind(staff.id)
    .bind(&staff.email)
    .bind(&email_key)
    .bind(&staff.name)
    .bind(staff.role)
    .bind(password_hash)
    .bind(staff.created_at)
    .run(tx)
    .await?;
    Ok(())
}

async fn note(cx: &Cx, tx: &mut Tx, action: &'static str, id: StaffId, data: serde_json::Value) -> Result<(), Failure> {
    tx.announce(Change::Access { account: cx.account.uuid() });
    audit::record(tx, cx, Entry::of(action, RecordKind::Staff, id.uuid(), None).with(data)).await?;
    Ok(())
}
