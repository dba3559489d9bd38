//! Groups and permissions themselves.

use super::stage::Stage;
use crate::store::{Group, GroupEdited, GroupId, GroupRemoved, Permission, PermissionId, Span};

/// Two permissions of books, beside those that Django makes.
const BOOKS: &str = "
INSERT INTO django_content_type (id, app_label, model) VALUES (900, 'books', 'book');
INSERT INTO auth_permission (id, content_type_id, codename, name)
VALUES (901, 900, 'view_book', 'Can view book'), (902, 900, 'change_book', 'Can change book')";

const VIEW: PermissionId = PermissionId(901);
const CHANGE: PermissionId = PermissionId(902);
const ALL: Span = Span { offset: 0, limit: 1000 };

async fn group(stage: &Stage<'_>, name: &str, permissions: &[PermissionId]) -> Group {
    match stage.store().add_group(name, permissions).await.unwrap() {
        GroupEdited::Done(group) => group,
        other @ (GroupEdited::NameTaken | GroupEdited::Gone) => panic!("{other:?}"),
    }
}

/// With its permissions, each once and in order; one that is not there is left out.
pub async fn a_new_group_is_read_back_as_made(stage: &Stage<'_>) {
    stage.in_django(BOOKS).await;
    let made = group(stage, "editors", &[CHANGE, VIEW, VIEW, PermissionId(4711)]).await;
    assert_eq!((made.name.as_str(), &*made.permissions), ("editors", &[VIEW, CHANGE][..]));
    assert_eq!(stage.store().groups(&[made.id, GroupId(4711)]).await.unwrap(), [made]);
    assert_eq!(stage.store().add_group("editors", &[]).await.unwrap(), GroupEdited::NameTaken);
}

/// By key, those that have every text in their name.
pub async fn groups_are_listed_by_key(stage: &Stage<'_>) {
    let made = [group(stage, "writers", &[]).await, group(stage, "Readers", &[]).await, group(stage, "x", &[]).await];
    let [writers, readers, _] = made.clone();
    let listed = async |terms: &[&str], span| {
        let terms: Vec<_> = terms.iter().map(|term| (*term).to_owned()).collect();
        let count = stage.store().count_groups(&terms).await.unwrap();
        (count, stage.store().page_of_groups(&terms, span).await.unwrap())
    };
    assert_eq!(listed(&[], ALL).await, (3, made.to_vec()));
    assert_eq!(listed(&["ERS"], Span { offset: 1, limit: 1 }).await, (2, vec![readers]));
    assert_eq!(listed(&["ers", "w"], ALL).await, (1, vec![writers]));
}

/// What the change does not name stays.
pub async fn a_group_changes_as_the_change_says(stage: &Stage<'_>) {
    stage.in_django(BOOKS).await;
    let (readers, writers) = (group(stage, "readers", &[VIEW]).await, group(stage, "writers", &[]).await);
    let renamed = Group { name: "viewers".to_owned(), ..readers.clone() };
    let store = stage.store();
    assert_eq!(store.change_group(readers.id, Some("viewers"), None).await.unwrap(), GroupEdited::Done(renamed));
    let GroupEdited::Done(given) = store.change_group(writers.id, None, Some(&[CHANGE])).await.unwrap() else {
        panic!("the group is there")
    };
    assert_eq!((given.name.as_str(), &*given.permissions), ("writers", &[CHANGE][..]));
    assert_eq!(store.change_group(writers.id, Some("viewers"), None).await.unwrap(), GroupEdited::NameTaken);
    assert_eq!(store.change_group(GroupId(4711), Some("new"), None).await.unwrap(), GroupEdited::Gone);
}

/// Its members are in it no more, and its permissions stay.
pub async fn a_deleted_group_is_nowhere(stage: &Stage<'_>) {
    stage.in_django(BOOKS).await;
    let alice = stage.user("alice").await;
    let id = group(stage, "readers", &[VIEW]).await.id;
    stage
        .in_django("INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g")
        .await;
    assert_eq!(stage.store().groups_of(alice).await.unwrap().len(), 1);
    assert_eq!(stage.store().delete_group(id).await.unwrap(), GroupRemoved::Done);
    assert!(stage.store().groups_of(alice).await.unwrap().is_empty());
    assert_eq!(stage.store().permissions(&[VIEW]).await.unwrap().len(), 1);
    assert_eq!(stage.store().delete_group(id).await.unwrap(), GroupRemoved::Gone);
}

/// By app label, model and codename, with what they are about.
pub async fn permissions_are_listed_in_djangos_order(stage: &Stage<'_>) {
    stage.in_django(BOOKS).await;
    let terms = ["books".to_owned()];
    let listed = stage.store().page_of_permissions(&terms, ALL).await.unwrap();
    let dotted: Vec<_> = listed.iter().map(Permission::dotted).collect();
    assert_eq!(dotted, ["books.change_book", "books.view_book"]);
    assert_eq!(stage.store().count_permissions(&terms).await.unwrap(), 2);
    assert_eq!(stage.store().count_permissions(&["books".to_owned(), "Can view".to_owned()]).await.unwrap(), 1);
    let every = stage.store().page_of_permissions(&[], ALL).await.unwrap();
    assert!(every.is_sorted_by_key(|one| (one.app_label.clone(), one.model.clone(), one.codename.clone())));
}

/// The groups' and those that are named, each once.
pub async fn groups_and_permissions_grant_together(stage: &Stage<'_>) {
    stage.in_django(BOOKS).await;
    let readers = group(stage, "readers", &[VIEW]).await.id;
    let granted = async |groups: &[_], permissions: &[_]| -> Vec<String> {
        stage.store().granted(groups, permissions).await.unwrap().into_iter().collect()
    };
    assert_eq!(granted(&[readers], &[VIEW, CHANGE]).await, ["books.change_book", "books.view_book"]);
    assert_eq!(granted(&[readers], &[]).await, ["books.view_book"]);
    assert!(granted(&[], &[]).await.is_empty());
}
