"""What a project has before it moves: people with every kind of password, tokens of every kind, a session."""

from dataclasses import dataclass, field

from harness.browser import Browser
from in_place.deployment import ADMIN, PASSWORD, Person, blacklist, ok, refresh

# The stored forms by the name of a person; the code runs in Django's ORM.
PASSWORDS = {
    "current": "make_password(password)",
    "few_iterations": "PBKDF2PasswordHasher().encode(password, 'saltsaltsalt', 1000)",
    "many_iterations": "PBKDF2PasswordHasher().encode(password, 'saltsaltsalt', 1_500_000)",
    "pbkdf2_sha1": "make_password(password, hasher='pbkdf2_sha1')",
    "argon2": "make_password(password, hasher='argon2')",
    "bcrypt_sha256": "make_password(password, hasher='bcrypt_sha256')",
    "bcrypt": "make_password(password, hasher='bcrypt')",
    "scrypt": "make_password(password, hasher='scrypt')",
    "md5": "make_password(password, hasher='md5')",
}
STORE = """
from django.contrib.auth.hashers import PBKDF2PasswordHasher
User.objects.filter(pk=pk).update(password={})
"""


@dataclass
class Past:
    """What Django had given out before Countersign came."""

    people: dict = field(default_factory=dict)  # of each form of password
    tokens: dict = field(default_factory=dict)  # refresh tokens: fresh, rotated, successor, blacklisted
    access: str = ""
    drf_token: str = ""
    cookie: str = ""
    schema: object = None
    rows: str = ""


def furnish(deployment):
    """Fill the tables as years of use would."""
    past = Past()
    for name, code in PASSWORDS.items():
        past.people[name] = without_password(deployment, name)
        deployment.orm(STORE.format(code), pk=past.people[name].pk, password=PASSWORD)
    past.people["unusable"] = without_password(deployment, "unusable")
    past.people["inactive"] = deployment.person("inactive", is_active=False)
    past.people["staff"] = deployment.person("staff", is_staff=True)
    past.people["superuser"] = deployment.person(ADMIN, is_staff=True, is_superuser=True)
    past.people["member"] = deployment.person("member")
    deployment.orm(GROUPS, pk=past.people["member"].pk, staff=past.people["staff"].pk)
    return past


def without_password(deployment, name):
    """Let Django make somebody with an unusable password; the password of the person is what a test tries."""
    made = deployment.person(name, password=None)
    return Person(made.pk, made.login)


GROUPS = """
group = Group.objects.create(name="editors")
group.permissions.add(*Permission.objects.filter(content_type__app_label="auth", codename__endswith="_group"))
member = User.objects.get(pk=pk)
member.groups.add(group)
member.user_permissions.add(Permission.objects.get(codename="view_session"))
User.objects.get(pk=staff).groups.add(group)
"""


def use(deployment, past):
    """Log in to Django in every way, while only Django is there."""
    site, person = deployment.django, past.people["current"]
    pairs = [deployment.log_in(site, person) for _ in range(3)]
    past.access = pairs[0]["access"]
    past.tokens = {"fresh": pairs[0]["refresh"], "rotated": pairs[1]["refresh"], "blacklisted": pairs[2]["refresh"]}
    past.tokens["successor"] = ok(refresh(site, past.tokens["rotated"]))["refresh"]
    ok(blacklist(site, past.tokens["blacklisted"]))
    fields = {"username": person.login, "password": person.password}
    past.drf_token = ok(site.post("/api-token-auth/", json=fields))["token"]
    past.cookie = browser(site, past.people["superuser"]).cookies["sessionid"]


def browser(site, person, login="/admin/login/"):
    """Log somebody in with a browser, at the admin or at our page."""
    opened = Browser(site)
    opened.page(login)
    answer = opened.submit(login, {"username": person.login, "password": person.password.replace(" ", "+")})
    assert answer.status_code == 302, f"{site.name} refused {person.login}: {answer.status_code} {answer.text[:2000]}"
    return opened
