"""The profiles of the suite. Each costs two processes, so a setting shares a profile where it can."""

from harness.profile import Profile

PLAIN = Profile("plain")
ROTATING = Profile("rotating", jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})
FORKING = Profile("forking", jwt={"rotate_refresh_tokens": True})
PROFILES = (PLAIN, ROTATING, FORKING)
