//! Staff's face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::scalars::DateTime;
use crate::access::staff::{self, NewStaff};
use crate::error::{Failure, Outcome};
use crate::mutation_result;
use crate::terms::{Permission, RecordKind, Role};

/// A person who works for the account, or did.
#[derive(Clone)]
pub struct Staff(pub staff::Staff);

/// A person who works for the account, or did.
#[Object]
impl Staff {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The e-mail address that they sign in with.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The role: a preset of permissions.
    async fn role(&self) -> Role {
        self.0.role
    }

    /// Everything that they may do: the role's preset, plus `granted`, minus `revoked`.
    async fn permissions(&self) -> Vec<Permission> {
        self.0.overrides.applied_to(self.0.role).into_iter().collect()
    }

    /// What was granted to them beside the role's preset.
    async fn granted(&self) -> Vec<Permission> {
        self.0.overrides.granted()
    }

    /// What was revoked from them despite the role's preset.
    async fn revoked(&self) -> Vec<Permission> {
        self.0.overrides.revoked()
    }

    /// When they were added.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When their access was ended; null while they work here.
    async fn deactivated_at(&self) -> Option<DateTime> {
        self.0.deactivated_at.map(DateTime)
    }
}

/// Where a list of staff is read from.
pub type StaffConnection = Connection<ListSource<staff::Staff, Staff>>;

#[derive(Default)]
pub struct StaffQueries;

#[Object(guard = "Admit")]
impl StaffQueries {
    /// Everybody who works for the account or did, by when they were added. Needs `staff.manage`.
    async fn staff_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<StaffConnection> {
        let list = staff::list(ctx.account()?);
        connection(list, Staff, (first, after, last, before))
    }
}

/// A person to add.
#[derive(InputObject)]
pub struct StaffCreateInput {
    /// The e-mail address that they sign in with.
    email: String,
    /// The name; at most 120 characters.
    name: String,
    /// The role. It may not hold more than you do.
    role: Role,
    /// A first password of 10 to 200 characters.
    password: String,
}

/// A person's new role.
#[derive(InputObject)]
pub struct StaffRoleSetInput {
    /// The person.
    staff_id: ID,
    /// The role. Neither it nor the present one may hold more than you do.
    role: Role,
}

/// Whose access to end.
#[derive(InputObject)]
pub struct StaffDeactivateInput {
    /// The person.
    staff_id: ID,
}

/// A permission for one person.
#[derive(InputObject)]
pub struct PermissionGrantInput {
    /// The person.
    staff_id: ID,
    /// The permission. You must hold it yourself.
    permission: Permission,
}

/// A permission to take from one person.
#[derive(InputObject)]
pub struct PermissionRevokeInput {
    /// The person.
    staff_id: ID,
    /// The permission. You must hold it yourself.
    permission: Permission,
}

/// A person was added or changed.
#[derive(SimpleObject)]
pub struct StaffSaved {
    /// The person as they are now.
    staff: Staff,
}

mutation_result! {
    /// How adding a person ended.
    StaffCreateResult = StaffSaved | NotPermitted | InvalidInput
}

mutation_result! {
    /// How changing a role ended.
    StaffRoleSetResult = StaffSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How ending somebody's access ended.
    StaffDeactivateResult = StaffSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How granting a permission ended.
    PermissionGrantResult = StaffSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How revoking a permission ended.
    PermissionRevokeResult = StaffSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

fn saved(person: staff::Staff) -> StaffSaved {
    StaffSaved { staff: Staff(person) }
}

#[derive(Default)]
pub struct StaffMutations;

#[Object(guard = "Admit")]
impl StaffMutations {
    /// Adds a person who can sign in at once. Needs `staff.manage`; audited as `staff.created`.
    async fn staff_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person to add.")] input: StaffCreateInput,
    ) -> async_graphql::Result<StaffCreateResult> {
        let new = NewStaff { email: input.email, name: input.name, role: input.role, password: input.password };
        answer(ctx, async { staff::create(&permit(ctx)?, &new).await }.await, saved)
    }

    /// Moves a person to another role; it holds from their next request on. What was granted to or revoked from them
    /// stays, except that an Owner holds everything. The last Owner stays one. Needs `staff.manage`; audited as
    /// `staff.role_changed`.
    async fn staff_role_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person and the role.")] input: StaffRoleSetInput,
    ) -> async_graphql::Result<StaffRoleSetResult> {
        let done = async {
            let cx = permit(ctx)?;
            staff::set_role(&cx, cx.parse(RecordKind::Staff, &input.staff_id)?, input.role).await
        };
        answer(ctx, done.await, saved)
    }

    /// Ends a person's access and all their sessions at once. The last Owner stays. Needs `staff.manage`; audited as
    /// `staff.deactivated`.
    async fn staff_deactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose access to end.")] input: StaffDeactivateInput,
    ) -> async_graphql::Result<StaffDeactivateResult> {
        let done = async {
            let cx = permit(ctx)?;
            staff::deactivate(&cx, cx.parse(RecordKind::Staff, &input.staff_id)?).await
        };
        answer(ctx, done.await, saved)
    }

    /// Grants a permission to one person beside their role; it holds from their next request on. Needs `staff.manage`
    /// and the permission itself; audited as `permission.granted`.
    async fn permission_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person and the permission.")] input: PermissionGrantInput,
    ) -> async_graphql::Result<PermissionGrantResult> {
        let done = set_permission(ctx, &input.staff_id, input.permission, true).await;
        answer(ctx, done, saved)
    }

    /// Revokes a permission from one person despite their role; it holds from their next request on. An Owner holds
    /// everything. Needs `staff.manage` and the permission itself; audited as `permission.revoked`.
    async fn permission_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person and the permission.")] input: PermissionRevokeInput,
    ) -> async_graphql::Result<PermissionRevokeResult> {
        let done = set_permission(ctx, &input.staff_id, input.permission, false).await;
        answer(ctx, done, saved)
    }
}

async fn set_permission(
    ctx: &Context<'_>,
    staff_id: &str,
    permission: Permission,
    granted: bool,
) -> Outcome<staff::Staff> {
    let cx = permit(ctx)?;
    let id = cx.parse(RecordKind::Staff, staff_id).map_err(Failure::from)?;
    staff::set_permission(&cx, id, permission, granted).await
}
