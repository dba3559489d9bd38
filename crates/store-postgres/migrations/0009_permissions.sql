-- The rows that Django's `migrate` makes for the models of the tables above, so that there are permissions to give. Where a
-- Django has made its own, this is recorded and not run.
INSERT INTO django_content_type (app_label, model) VALUES
    ('auth', 'permission'),
    ('auth', 'group'),
    ('auth', 'user'),
    ('contenttypes', 'contenttype'),
    ('sessions', 'session'),
    ('authtoken', 'token'),
    ('authtoken', 'tokenproxy');

INSERT INTO auth_permission (name, content_type_id, codename)
SELECT 'Can ' || action.verb || ' ' || named.name, type.id, action.verb || '_' || type.model
  FROM django_content_type type
  JOIN (SELECT 'permission' AS model, 'permission' AS name
        UNION ALL SELECT 'group', 'group'
        UNION ALL SELECT 'user', 'user'
        UNION ALL SELECT 'contenttype', 'content type'
        UNION ALL SELECT 'session', 'session'
        UNION ALL SELECT 'token', 'Token'
        UNION ALL SELECT 'tokenproxy', 'Token') named ON named.model = type.model
 CROSS JOIN (SELECT 1 AS place, 'add' AS verb
             UNION ALL SELECT 2, 'change'
             UNION ALL SELECT 3, 'delete'
             UNION ALL SELECT 4, 'view') action
 ORDER BY type.id, action.place;
