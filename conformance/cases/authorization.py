"""The `Authorization` header: what counts as a Bearer credential."""

from cases.case import case


@case(401)
def authorization_empty(site):
    return site.me("")


@case(401)
def authorization_bearer_alone(site):
    return site.me("Bearer")


@case(401)
def authorization_three_parts(site):
    return site.me("Bearer one two")


@case(401)
def authorization_other_scheme(site):
    return site.me(f"JWT {site.pair['access']}")


@case(401)
def authorization_basic(site):
    return site.me("Basic YWxpY2U6cHctQWxpY2UtMTIz")


@case(401)
def authorization_scheme_in_lower_case(site):
    return site.me(f"bearer {site.pair['access']}")


@case(200)
def authorization_separated_by_a_tab(site):
    return site.me(f"Bearer\t{site.pair['access']}")


@case(401)
def authorization_four_segments(site):
    return site.me(f"Bearer {site.pair['access']}.x")


@case(401)
def authorization_without_a_signature(site):
    return site.me("Bearer " + ".".join(site.pair["access"].split(".")[:2]) + ".")


@case(200)
def authorization_padded_signature(site):
    return site.me(f"Bearer {site.pair['access']}=")


@case(401)
def authorization_bytes_that_are_no_text(site):
    return site.me(b'Bearer \xe9"\xff,x')
