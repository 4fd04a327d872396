"""The good client: passes every rule, and shows how a client of the Bulk API can be written.

`failing` what it raises; `login` who it is; `transport` calls, repeats, discovery; `uploads` rows as bodies;
`rejecting` which row a reject means; `client` imports, linkages, exports.
"""

from contract_tests.client_check.reference.client import ReferenceClient, careful, triggering, with_csv
from contract_tests.client_check.reference.failing import EloquaError, GaveUp, NotAuthenticated, Refused

__all__ = [
    "EloquaError",
    "GaveUp",
    "NotAuthenticated",
    "ReferenceClient",
    "Refused",
    "careful",
    "triggering",
    "with_csv",
]
