"""The zoo from the other side: mutmut changes the mock in every small way it knows, and the kit must convict each.

`killing.py` is the kit as the one test that mutmut runs; `workshop.py` sets a folder up for it, runs it and reads what
it found; `kinds.py` says what kind of change a survivor is; `waivers.py` holds those that change nothing that counts,
with the reasons; `page.py` writes them all down. `python -m contract_tests.zoo.mutants PAGE` does all of it.
"""
