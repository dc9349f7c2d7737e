//! Checks `allowed_mentions` and says which mentions it allows.

use crate::core::api_error::{FieldPath, FormErrors};
use crate::core::ids::{RoleId, UserId};
use serde_json::Value;

/// The mentions that a message may make. Without the field all mentions in the content are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllowedMentions {
    pub everyone: bool,
    pub all_roles: bool,
    pub all_users: bool,
    pub roles: Vec<RoleId>,
    pub users: Vec<UserId>,
    pub replied_user: bool,
}

impl Default for AllowedMentions {
    fn default() -> Self {
        Self { everyone: true, all_roles: true, all_users: true, roles: vec![], users: vec![], replied_user: true }
    }
}

impl AllowedMentions {
    pub(crate) fn user(&self, id: UserId) -> bool {
        self.all_users || self.users.contains(&id)
    }

    pub(crate) fn role(&self, id: RoleId) -> bool {
        self.all_roles || self.roles.contains(&id)
    }
}

/// Reads `allowed_mentions`. Errors go into `form`.
pub(super) fn allowed(body: &Value, form: &mut FormErrors) -> AllowedMentions {
    let path = FieldPath::root().at("allowed_mentions");
    let value = match body.get("allowed_mentions") {
        None | Some(Value::Null) => return AllowedMentions::default(),
        Some(value) if value.is_object() => value,
        Some(_) => {
            form.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return AllowedMentions::default();
        }
    };
    let mut result = AllowedMentions {
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

fn ids<T>(of: &Value, name: &str, path: &FieldPath, form: &mut FormErrors) -> Vec<twilight_model::id::Id<T>> {
    let items = super::list(of, name, path, form).unwrap_or(&[]);
    if items.len() > 100 {
        form.too_long(&path.at(name), 100);
    }
    let mut ids = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        match serde_json::from_value(item.clone()) {
            Ok(id) => ids.push(id),
            Err(_) => {
                form.add(&path.at(name).at(index), "NUMBER_TYPE_COERCE", format!("Value {item} is not snowflake."));
            }
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parse_users_and_a_list_of_users_cannot_be_combined() {
        let mut form = FormErrors::default();
        allowed(&json!({"allowed_mentions": {"parse": ["users"], "users": ["5"]}}), &mut form);
        let errors = form.finish().expect_err("exclusive").errors.expect("nested");
        assert_eq!(errors["allowed_mentions"]["_errors"][0]["code"], "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE");
    }

    #[test]
    fn without_the_field_all_is_allowed_and_an_empty_one_allows_nothing() {
        let mut form = FormErrors::default();
        assert!(allowed(&json!({}), &mut form).everyone);
        let none = allowed(&json!({"allowed_mentions": {"parse": []}}), &mut form);
        assert!(!none.everyone && !none.user(UserId::new(1)) && !none.role(RoleId::new(1)));
        assert!(form.is_empty());
    }
}
