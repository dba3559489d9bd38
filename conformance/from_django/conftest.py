"""The projects that settings are taken over from."""

import pytest
from harness.project import Project


@pytest.fixture
def make(ours_only, tmp_path):
    """Return a function that writes a project."""
    return lambda *parts, **named: Project(tmp_path, *parts, **named)
