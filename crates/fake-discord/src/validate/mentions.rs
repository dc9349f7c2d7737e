//! `allowed_mentions`: what it may say, and whom it lets through.

use crate::core::api_error::{FormErrors, Path};
use crate::core::ids::{RoleId, UserId};
use serde_json::Value;

/// Whom a message may mention. Without the field, everything in the content counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub everyone: bool,
    pub all_roles: bool,
    pub all_users: bool,
    pub roles: Vec<RoleId>,
    pub users: Vec<UserId>,
    pub replied_user: bool,
}

impl Default for Allowed {
    fn default() -> Self {
        Self { everyone: true, all_roles: true, all_users: true, roles: vec![], users: vec![], replied_user: true }
    }
}

impl Allowed {
    pub fn user(&self, id: UserId) -> bool {
        self.all_users || self.users.contains(&id)
    }

    pub fn role(&self, id: RoleId) -> bool {
        self.all_roles || self.roles.contains(&id)
    }
}

/// Reads `allowed_mentions`; what is wrong lands in `form`.
pub(super) fn allowed(body: &Value, form: &mut FormErrors) -> Allowed {
    let path = Path::root().at("allowed_mentions");
    let value = match body.get("allowed_mentions") {
        None | Some(Value::Null) => return Allowed::default(),
        Some(value) if value.is_object() => value,
        Some(_) => {
            form.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return Allowed::default();
        }
    };
    let mut result = Allowed {
        everyone: false,
        all_roles: false,
        all_users: false,
        roles: vec![],
        users: vec![],
        replied_user: value["replied_user"].as_bool().unwrap_or(false),
    };
    for (index, kind) in super::list(value, "parse", &path, form).unwrap_or(&[]).iter().enumerate() {
        match kind.as_str() {
            Some("everyone") => result.everyone = true,
            Some("roles") => result.all_roles = true,
            Some("users") => result.all_users = true,
            _ => form.add(
                &path.at("parse").at(index),
                "BASE_TYPE_CHOICES",
                "Value must be one of ('everyone', 'users', 'roles').",
            ),
        }
    }
    result.users = ids(value, "users", &path, form);
    result.roles = ids(value, "roles", &path, form);
    for (name, all, listed) in
        [("users", result.all_users, !result.users.is_empty()), ("roles", result.all_roles, !result.roles.is_empty())]
    {
        if all && listed {
            form.add(
                &path,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                format!("parse:[\"{name}\"] and {name}: [ids...] are mutually exclusive."),
            );
        }
    }
    result
}

fn ids<T>(of: &Value, name: &str, path: &Path, form: &mut FormErrors) -> Vec<twilight_model::id::Id<T>> {
    let items = super::list(of, name, path, form).unwrap_or(&[]);
    if items.len() > 100 {
        form.too_long(&path.at(name), 100);
    }
    let mut read = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        match serde_json::from_value(item.clone()) {
            Ok(id) => read.push(id),
            Err(_) => {
                form.add(&path.at(name).at(index), "NUMBER_TYPE_COERCE", format!("Value {item} is not snowflake."))
            }
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parse_users_and_a_list_of_users_exclude_each_other() {
        let mut form = FormErrors::default();
        allowed(&json!({"allowed_mentions": {"parse": ["users"], "users": ["5"]}}), &mut form);
        let errors = form.finish().expect_err("exclusive").errors.expect("nested");
        assert_eq!(errors["allowed_mentions"]["_errors"][0]["code"], "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE");
    }

    #[test]
    fn without_the_field_everything_is_allowed_and_an_empty_one_allows_nothing() {
        let mut form = FormErrors::default();
        assert!(allowed(&json!({}), &mut form).everyone);
        let none = allowed(&json!({"allowed_mentions": {"parse": []}}), &mut form);
        assert!(!none.everyone && !none.user(UserId::new(1)) && !none.role(RoleId::new(1)));
        assert!(form.is_empty());
    }
}
