"""In place of a group of lines: measures one of them, starts a process, then crashes or hangs as it is called."""

from __future__ import annotations

import json
import subprocess
import sys
import time

asked = json.loads(sys.argv[1])
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=subprocess.DEVNULL)
print(json.dumps({"doing": str(left.pid)}), flush=True)
print(json.dumps({"line": asked["lines"][0], "ours": [1.0], "theirs": [2.0], "note": ""}), flush=True)
if asked["group"] == "hangs":
    time.sleep(60)
if asked["group"] == "refuses":
    print(json.dumps({"missing": "there is none"}), flush=True)
else:
    raise ValueError("a fault of the line's own")
