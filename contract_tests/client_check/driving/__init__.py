"""The driven way: a user's adapter is given rows and a mock with moods, and what it does is judged.

`scenario` what a run consists of, `standard` and `drawing` which runs there are, `playing` one run, `meaning` and
`judging` what it says, `reducing` and `pasting` how it is shown, `driving` all of it.
"""

from contract_tests.client_check.driving.scenario import Scenario, Step

__all__ = ["Scenario", "Step"]
