"""The same requests to the real Django and to Countersign: whatever differs is either listed or wrong."""

import pytest

import deviations
from cases import CASES
from compare import record

LISTED = deviations.load()
AT_LEAST = 800


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_as_the_reference_does(case, sites, request, answers):
    django = case.focus(record(case.ask(sites("django", case.profile))))
    answers[case.name] = {"django": django}
    assert int(django["status"]) in case.statuses, f"the judge itself answered {django}"
    if request.config.getoption("--judge-only"):
        return
    if case.waits_for and not request.config.getoption("--waiting"):
        pytest.skip(f"the judge answered {django['status']}; ours waits for {case.waits_for}")
    ours = case.focus(record(case.ask(sites("ours", case.profile))))
    answers[case.name]["ours"] = ours
    assert int(ours["status"]) < 500, f"no request is answered with {ours}"
    wrong = deviations.judge(case.name, django, ours, LISTED)
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_suite_is_as_large_as_promised():
    compared = [case for case in CASES if not case.waits_for]
    assert len(compared) >= AT_LEAST
