//! Everything that a project has, part by part.

use super::{Project, Sheet};
use super::{applications, database, jwt, jwt_keys, password, rest_framework, routes, throttles, user_model, web};

/// What a project's settings come to here.
///
/// # Errors
/// The project has something that nothing here can stand for: its database, the key of its users, its algorithm.
pub(crate) fn carry_over(project: &Project) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::default();
    other_settings(project, &mut sheet);
    database::carry_over(project, &mut sheet)?;
    user_model::carry_over(project, &mut sheet)?;
    jwt_keys::carry_over(project, &mut sheet)?;
    jwt::carry_over(project, &mut sheet);
    rest_framework::carry_over(project, &mut sheet);
    throttles::carry_over(project, &mut sheet);
    password::carry_over(project, &mut sheet);
    routes::carry_over(project, &mut sheet);
    web::carry_over(project, &mut sheet);
    applications::carry_over(project, &mut sheet);
    Ok(sheet)
}

/// A project may have settings for production beside those that manage.py takes.
fn other_settings(project: &Project, sheet: &mut Sheet) {
    let started = &project.started;
    for (file, module) in started.others.iter().filter(|_| !started.by_variable) {
        let advice = format!(
            "{} was read, as manage.py has it; if the site runs with the other, run this again with DJANGO_SETTINGS_MODULE={module}",
            started.module
        );
        sheet.warn(format!("{file}: DJANGO_SETTINGS_MODULE = {module:?}"), advice);
    }
}
