"""Recordings, sent to both sites: the one that is shipped, and those that `--replay FILE` names."""

from pathlib import Path

import pytest

import deviations
import replay
from compare import record
from harness.profiles import PLAIN

SHIPPED = Path(__file__).resolve().parent / "recordings"


def pytest_generate_tests(metafunc):
    """One test per recording: the named ones, else the shipped ones."""
    if "recording" in metafunc.fixturenames:
        named = metafunc.config.getoption("--replay")
        paths = [Path(path) for path in named] or sorted(SHIPPED.glob("*.jsonl"))
        metafunc.parametrize("recording", paths, ids=lambda path: path.stem)


def test_both_sites_answer_a_recording_alike(recording, sites, judge_only, answers):
    steps = replay.load(recording)
    django = replay.replay(steps, sites("django", PLAIN), record)
    for step in steps:
        expected = str(step.request.get("status", django[step.name]["status"]))
        assert django[step.name]["status"] == expected, f"the judge itself answered {django[step.name]}"
    if judge_only:
        return
    ours, listed, wrong = replay.replay(steps, sites("ours", PLAIN), record), deviations.load(), []
    for name in django:
        case = f"replay/{recording.stem}/{name}"
        answers[case] = {"django": django[name], "ours": ours[name]}
        wrong += [f"{case}: {line}" for line in deviations.judge(case, django[name], ours[name], listed)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_placeholder_is_filled_from_what_was_answered():
    assert replay.filled({"a": ["{{log in.access}}"]}, {"log in.access": "x"}) == {"a": ["x"]}


def test_a_placeholder_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        replay.filled("{{access}}", {})


@pytest.mark.parametrize(
    "line",
    [
        '{"method": "GET"}',
        '{"method": "GET", "path": "/", "colour": 1}',
        '{"method": "GET", "path": "/", "json": 1, "body": "x"}',
    ],
)
def test_a_line_that_is_no_step_is_an_error(line, tmp_path):
    (tmp_path / "bad.jsonl").write_text(line)
    with pytest.raises(ValueError, match="bad.jsonl:1"):
        replay.load(tmp_path / "bad.jsonl")
