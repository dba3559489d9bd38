"""Paths: slashes, unknown ones, letter case."""

from cases.case import case


@case(301)
def route_get_without_slash(site):
    return site.get("/api/token")


@case(301)
def route_post_without_slash_keeps_the_query(site):
    return site.post("/api/token?next=%2Fa&b=1", json={})


@case(404)
def route_unknown(site):
    return site.get("/api/unknown/")


@case(404)
def route_unknown_without_slash(site):
    return site.post("/api/unknown", json={})


@case(404)
def route_in_upper_case(site):
    return site.post("/API/token/", json={})


@case(404)
def route_with_a_double_slash(site):
    return site.post("/api//token/", json={})
