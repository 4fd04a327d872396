"""`python -m contract_tests.bench`."""

from contract_tests.bench.command import bench

bench(prog_name="python -m contract_tests.bench")
