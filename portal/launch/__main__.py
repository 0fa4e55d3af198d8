"""`python -m portal.launch`, which is what `bin/up` runs."""

import sys

from portal.launch.main import main

sys.exit(main(sys.argv[1:]))
