"""The same requests to the real Django and to Countersign: whatever differs is either listed or wrong."""

import pytest

import deviations
from cases import CASES
from compare import differences, record

LISTED = deviations.load()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_as_the_reference_does(case, sites, judge_only, recorder):
    django = record(case.ask(sites("django", case.profile)))
    recorder[case.name] = {"django": django}
    assert django["status"] == str(case.status), f"the judge itself answered {django}"
    if judge_only:
        return
    ours = record(case.ask(sites("ours", case.profile)))
    recorder[case.name]["ours"] = ours
    wrong = deviations.judge(case.name, differences(django, ours), LISTED)
    assert not wrong, "\n" + "\n".join(wrong)
