"""An Eloqua in a test: `MockEloqua`, its assertions, snapshots, waiting, interception, and the pytest plugin.

It asks a mock in this process what the control API tells everybody, without a socket; clients use a real one.
"""
