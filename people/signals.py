"""The one signal up: a person left, or works elsewhere now. Sent in the transaction of the change, with the row locked.

`person_changed` carries `person`, `change` (`left`, `moved` or `site`) and `by`, who acts. `moved` says that the country or the
legal employer is another one; `site` that neither is.
"""

from django.dispatch import Signal

LEFT, MOVED, SITE = "left", "moved", "site"
person_changed = Signal()
