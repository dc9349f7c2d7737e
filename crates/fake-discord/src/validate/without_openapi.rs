//! Takes the place of `openapi` in builds without that feature. It checks nothing and says so.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::core::request_log::Violation;
use crate::core::routes::Method;

/// There is no value of this type, because this build cannot check bodies.
#[derive(Debug)]
pub(crate) enum OpenApi {}

impl OpenApi {
    pub(crate) fn load(path: &Path) -> anyhow::Result<Arc<Self>> {
        anyhow::bail!(
            "cannot check requests against {}: fake-discord was built without its feature `openapi`",
            path.display()
        )
    }

    pub(crate) fn check(&self, _: Method, _: &'static str, _: &Value) -> Vec<Violation> {
        match *self {}
    }
}
