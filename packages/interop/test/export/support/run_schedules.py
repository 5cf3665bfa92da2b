"""Runs exported Python modules: reads {code, total} a line, writes the rates of the run a line.

With --trees it parses them instead, and writes a digest of each syntax tree, which has no comments.
Modules are bytes, as in files: Python takes the encoding of a file from its first comments.
"""

import ast
import hashlib
import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    if "--trees" in sys.argv:
        tree = ast.dump(ast.parse(request["code"].encode()))
        print(hashlib.sha256(tree.encode()).hexdigest())
        continue
    module = {"__name__": "exported"}
    exec(compile(request["code"].encode(), "exported.py", "exec"), module)
    rate = module["learning_rate"]
    print(json.dumps([float(rate(update)) for update in range(request["total"])]))
