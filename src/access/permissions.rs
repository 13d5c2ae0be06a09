//! What a person may do: the role's preset, plus what was granted and minus what was revoked to them alone (E4).

use std::collections::{BTreeMap, BTreeSet};

use crate::terms::{Permission, Role};

/// A person's own grants (`true`) and revocations (`false`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(BTreeMap<Permission, bool>);

impl From<Option<String>> for Overrides {
    /// From `+CUSTOMERS_DELETE -AUDIT_READ`, as statements put them together. What this version does not know is left out.
    fn from(text: Option<String>) -> Self {
        let each = |word: &str| {
            let (sign, permission) = word.split_at_checked(1)?;
            Some((permission.parse().ok()?, sign == "+"))
        };
        Self(text.unwrap_or_default().split_whitespace().filter_map(each).collect())
    }
}

impl Overrides {
    /// What was granted beside the role's preset.
    pub fn granted(&self) -> Vec<Permission> {
        self.only(true)
    }

    /// What was revoked despite the role's preset.
    pub fn revoked(&self) -> Vec<Permission> {
        self.only(false)
    }

    fn only(&self, granted: bool) -> Vec<Permission> {
        self.0.iter().filter(|(_, its)| **its == granted).map(|(permission, _)| *permission).collect()
    }

    /// Everything that somebody in the role may do.
    pub fn applied_to(&self, role: Role) -> BTreeSet<Permission> {
        let held = |permission: &Permission| self.0.get(permission).copied().unwrap_or(role.holds(*permission));
        Permission::ALL.iter().copied().filter(held).collect()
    }

    pub(super) fn set(&mut self, permission: Permission, granted: bool) {
        self.0.insert(permission, granted);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_and_revocations_stand_beside_the_preset() {
        let overrides = Overrides::from(Some("+CUSTOMERS_DELETE -CUSTOMERS_WRITE +NEVER_HEARD_OF".to_owned()));
        let held = overrides.applied_to(Role::ServiceAdvisor);
        assert!(held.contains(&Permission::CustomersDelete));
        assert!(!held.contains(&Permission::CustomersWrite));
        assert!(held.contains(&Permission::CustomersRead));
        assert_eq!(overrides.granted(), [Permission::CustomersDelete]);
        assert_eq!(overrides.revoked(), [Permission::CustomersWrite]);
    }
}
