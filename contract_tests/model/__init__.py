"""The reference model: a naive reading of the documents, to compare a server with.

Plain dicts and loops, the standard library, and `contract_tests.semantics` for what the documents leave open. It
shares no line and no type with any server. Read `site.py` first; `importing.py` and `linking.py` hold the rules of
one row, `text.py` and `values.py` what a text, a number and a date are, `evidence.py` what a sync leaves behind.

Sources, cited as "facts": sections 0.1-0.4, 2, 3, 4 and 11 of the fact sheet on the Bulk API.

Left out: imports of contacts and accounts, exports, sync actions, CSV as a notation (a line with the wrong number of
values is a `BrokenLine`), and the refusal of definitions: the model is given definitions that are accepted.
"""
